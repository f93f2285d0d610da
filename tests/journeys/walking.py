"""Goes from page to page in a real browser and collects what is wrong with them."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.factories import PASSWORD

# A theme that still fades in has no colours yet; what floats above a form covers whatever it happens to be scrolled over.
STILL = """const still = new CSSStyleSheet();
still.replaceSync("* { transition: none !important } .save-bar { position: static !important }");
document.adoptedStyleSheets = [still];"""
AXE = STILL + Axe().axe_script
QUICK = {"resultTypes": ["violations"], "selectors": False}
RULES = QUICK | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
UNCOLOURED = RULES | {"rules": {"color-contrast": {"enabled": False}, "link-in-text-block": {"enabled": False}}}
COLOURS = QUICK | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
VIOLATIONS = """async ([within, rules]) => (await axe.run(within, rules)).violations.map(
    each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 120)).join(" | ")}`)"""
EMPTIED = """form => {
    form.noValidate = true;
    const kept = ["hidden", "checkbox", "radio", "submit", "button"];
    for (const field of form.elements) if (!kept.includes(field.type)) field.value = "";
    form.requestSubmit();
}"""
SHAPE = "[document.documentElement.scrollWidth - innerWidth, document.querySelectorAll('h1').length]"
PAGE, CONTENT = {"include": [["html"]]}, {"include": [["main"]]}
ALIKE = 5  # refused forms of a walk whose colours are looked at: what says what to fix is the same on all of them
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class Walker:
    """One browser; `wrong` is what was found, `seen` the pages looked at, `refused` those that showed what to fix."""

    def __init__(self, browser, url):
        self.url, self.member, self.scheme = url, None, "light"
        self.wrong, self.said, self.seen, self.refused, self.looked = [], [], set(), set(), set()
        self.frames = set()  # of whom the frame around the content was looked at, in which theme
        # One context for all who come: whoever comes next need not fetch and compile styles and scripts again.
        self.context = browser.new_context(viewport=DESK, reduced_motion="reduce", color_scheme=self.scheme)
        self.context.add_init_script(AXE)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._is_from_here)

    def enter(self, member):
        """Come as this person, through the sign-in page, with nothing left of who came before."""
        if self.page.url != "about:blank":
            self.page.evaluate("localStorage.clear()")
        self.page.goto("about:blank")  # a page that still asks for news would be told that its session is over
        self.context.clear_cookies()
        self.member = member.pk
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

    def look(self, name, is_refused=False, is_again=False):
        """Both themes, the width of a phone, one first heading, a silent console.

        What is around the content is everybody's own and the same on their pages: its colours count in the theme that a page is
        loaded in, and in the other one on the first page. `is_again`: the page was looked at, only what is to be fixed was added.
        """
        if is_again and len(self.refused) > ALIKE:
            found = self._violations(UNCOLOURED, CONTENT)
        else:
            found = self._violations(RULES, CONTENT if is_again else PAGE) + self._in_the_other_theme()
        self.page.set_viewport_size(PHONE)
        too_wide, headings = self.page.evaluate(SHAPE)
        self.page.set_viewport_size(DESK)
        if too_wide > 0:
            found.append("scrolls sideways on a phone")
        if headings != 1:
            found.append(f"has {headings} first headings")
        said = [each for each in self.said if not (is_refused and "Failed to load resource" in each)]
        self.said.clear()
        self.wrong += [f"{name}: {each}" for each in found + said]

    def _in_the_other_theme(self):
        # Stays in the other theme: the next page is loaded in it, and its colours are looked at in this one.
        self.scheme = "dark" if self.scheme == "light" else "light"
        self.page.emulate_media(color_scheme=self.scheme)
        frame = (self.member, self.scheme)
        within = CONTENT if frame in self.frames else PAGE
        self.frames.add(frame)
        return self._violations(COLOURS, within)

    def send_emptied(self, name):
        """Send the form of the page that is open with nothing in it, past what the browser would hold back."""
        form = self.page.locator("main form[method=post]:has(input:not([type=hidden]), textarea)").first
        if not form.count():
            return
        before = self.page.url
        with self.page.expect_navigation():
            form.evaluate(EMPTIED)
        if self.page.locator("[aria-invalid=true]").count():
            self.refused.add(name)
        self.look(f"{name}, sent empty", is_refused=True, is_again=self.page.url == before)

    def _violations(self, rules, within):
        return [f"{self.scheme} {each}" for each in self.page.evaluate(VIOLATIONS, [within, rules])]

    def _is_from_here(self, request):
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.wrong.append(f"{urlsplit(self.page.url).path} asks {request.url}")
