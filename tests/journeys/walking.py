"""Goes from page to page in a real browser and collects what is wrong with them."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.factories import PASSWORD

# A theme that still fades in has no colours yet.
STILL = """const still = new CSSStyleSheet();
still.replaceSync("* { transition: none !important }");
document.adoptedStyleSheets = [still];"""
AXE = STILL + Axe().axe_script
QUICK = {"resultTypes": ["violations"], "selectors": False}
RULES = QUICK | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = QUICK | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
VIOLATIONS = """async rules => (await axe.run(rules)).violations.map(
    each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 120)).join(" | ")}`)"""
EMPTIED = """form => {
    form.noValidate = true;
    const kept = ["hidden", "checkbox", "radio", "submit", "button"];
    for (const field of form.elements) if (!kept.includes(field.type)) field.value = "";
    form.requestSubmit();
}"""
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Walker:
    """One browser; `wrong` is what was found, `seen` the pages looked at, `refused` those that showed what to fix."""

    def __init__(self, browser, url):
        self.browser, self.url = browser, url
        self.wrong, self.seen, self.refused, self.looked = [], set(), set(), set()
        self.enter(None)

    def enter(self, member):
        """Come as this person, through the sign-in page; or as nobody."""
        self.page = self.browser.new_context(viewport=DESK, reduced_motion="reduce").new_page()
        self.said, self.member = [], member and member.pk
        self.page.on("console", lambda message: self.said.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._is_from_here)
        if member is not None:
            self.page.goto(self.url + reverse("account_login"))
            self.page.fill("input[name=login]", member.person.email)
            self.page.fill("input[name=password]", PASSWORD)
            with self.page.expect_navigation(url=lambda url: reverse("account_login") not in url):
                self.page.click("main button[type=submit]")

    def visit(self, name, path, status=200):
        """Open a page and look at it, unless it led to one that was looked at."""
        answer = self.page.goto(self.url + path)
        self.seen.add(name)
        if answer.status != status:
            self.wrong.append(f"{name}: answered {answer.status}, not {status}")
        if (self.page.url, self.member) not in self.looked:
            self.looked.add((self.page.url, self.member))
            self.look(name, is_refused=status >= 400)

    def look(self, name, is_refused=False):
        """Both themes, the width of a phone, one first heading, a silent console."""
        page = self.page
        page.evaluate(AXE)
        found = page.evaluate(VIOLATIONS, RULES)
        page.emulate_media(color_scheme="dark")
        found += [f"dark {each}" for each in page.evaluate(VIOLATIONS, COLOURS)]
        page.set_viewport_size(PHONE)
        if page.evaluate(TOO_WIDE) > 0:
            found.append("scrolls sideways on a phone")
        if page.locator("h1").count() != 1:
            found.append(f"has {page.locator('h1').count()} first headings")
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        said = [each for each in self.said if not (is_refused and "Failed to load resource" in each)]
        self.said.clear()
        self.wrong += [f"{name}: {each}" for each in found + said]

    def send_emptied(self, name, path):
        """Send the page's form with nothing in it, past what the browser would hold back."""
        self.page.goto(self.url + path)
        form = self.page.locator("main form[method=post]:has(input:not([type=hidden]), textarea)").first
        if not form.count():
            return
        with self.page.expect_navigation():
            form.evaluate(EMPTIED)
        if self.page.locator("[aria-invalid=true]").count():
            self.refused.add(name)
        self.look(f"{name}, sent empty", is_refused=True)

    def _is_from_here(self, request):
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.wrong.append(f"{urlsplit(self.page.url).path} asks {request.url}")
