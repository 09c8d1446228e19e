import pytest


@pytest.mark.parametrize("path", ["/help/", "/styleguide/"])
def test_pages_of_no_shop_ask_for_a_login_and_open_then(client, sit, agent, path):
    assert client.get(path)["Location"] == f"/login/?next={path}"
    page = sit(agent).get(path)
    assert page.status_code == 200
    assert b"<h1" in page.content


def test_the_component_page_draws_the_charts_of_the_reports(sit, agent):
    page = sit(agent).get("/styleguide/").content.decode()
    assert page.count('class="chart__bar') == 4
    assert page.count('class="chart__bar chart__bar--bad"') == 1
    assert page.count("<polyline") == 5
