"""A person with a browser of their own."""

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, expect

PASSWORD = "a-long-word-for-the-walk"
#: Milliseconds: the machine may be busy with other tests.
PATIENCE = 30_000


class Person:
    """What one does at the desk; everything the browser complains about is in ``faults``."""

    def __init__(
        self,
        browser: Browser,
        base: str,
        *,
        size: tuple[int, int],
        scheme: str = "light",
        language: str = "zh-hans",
    ) -> None:
        self.base = base
        self.faults: list[str] = []
        self.context = browser.new_context(
            base_url=base,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB" if language == "en" else "zh-CN",
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE)
        self.speak(language)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._hear_error)
        expect.set_options(timeout=PATIENCE)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _hear_error(self, error: Error) -> None:
        self.faults.append(f"{self.page.url}: {error}")

    def speak(self, language: str) -> None:
        self.context.add_cookies(
            [{"name": "django_language", "value": language, "url": self.base}],
        )

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        self.page.goto("/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        self.page.click("form button.btn--primary")
        self.page.wait_for_url("**/s/**")

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def next_case(self) -> str:
        """Press N; the public id of the case that opens."""
        with self.page.expect_navigation(url="**/cases/*/"):
            self.press("n")
        expect(self.find("#offers form, #offers .notice").first).to_be_visible()
        return self.case_id()

    def case_id(self) -> str:
        return self.page.url.rstrip("/").rsplit("/", 1)[-1]

    def report(self, key: str, **typed: str) -> None:
        """Type what was said, press the outcome's key and Enter; the next step is on screen."""
        self.page.fill("#note", typed.pop("note", ""))
        self.press("Escape", key)
        solved = typed.pop("is_solved", "")
        if solved:
            self.find(f'input[name="is_solved"][value="{solved}"]').check()
        for name, value in typed.items():
            self.page.fill(f"#{name}", value)
        with self.page.expect_navigation(url="**/after/**"):
            self.find('form[data-fields] button[data-key="enter"]').first.click()

    def leave(self) -> None:
        self.context.close()
