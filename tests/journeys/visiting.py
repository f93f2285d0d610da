"""People at the running desk: each signed in once, in one browser, and what several journeys do there."""

from tests.factories import PASSWORD


class Visitor:
    """A member with a window of their own; `go` opens a path of their workspace, `page` is what they see."""

    def __init__(self, browser, desk, member):
        self.desk, self.member = desk, member
        self.page = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()

    def go(self, path):
        """Open a page of the workspace by its path behind the tenant's name."""
        self.page.goto(f"{self.desk.url}/{self.member.tenant.slug}/{path}")
        return self.page

    def sign_in(self, at=""):
        """Sign in, from the page that asked for it or from the front."""
        self.page.goto(at or f"{self.desk.url}/accounts/login/")
        self.page.fill("input[name=login]", self.member.person.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)
        return self

    def press(self, words, within=None):
        """Press a button or follow a link by the words on it, and wait for the page that it leads to."""
        found = (within or self.page).get_by_role("button", name=words, exact=True)
        found = found.or_((within or self.page).get_by_role("link", name=words, exact=True))
        with self.page.expect_navigation():
            found.first.click()

    def reads(self, words, within="main, dialog"):
        """Wait until these words stand on the page."""
        self.page.locator(within).get_by_text(words).first.wait_for()


def log_time(engineer, day, span, words):
    """Log time on the open ticket's page, reading first what it comes to."""
    page = engineer.page
    page.get_by_role("link", name="Log time").click()
    dialog = page.locator("dialog#time")
    dialog.locator("input[name=on]").fill(day.isoformat())
    dialog.locator("input[name=worked]").fill(span)
    dialog.locator("#time-preview").get_by_text(words).wait_for()
    engineer.press("Log it", within=dialog)
