import pytest


@pytest.mark.parametrize("path", ["/help/", "/styleguide/"])
def test_pages_of_no_shop_ask_for_a_login_and_open_then(client, sit, agent, path):
    assert client.get(path)["Location"] == f"/login/?next={path}"
    page = sit(agent).get(path)
    assert page.status_code == 200
    assert b"<h1" in page.content
