"""Pages stay light and steady on real data: 250 KB for the first, 60 KB for each other."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse

from budgets.models import AllocationRun
from networks.models import District, Institution
from sro.accounts.models import User
from tests.budgets.factories import calculated

FIRST, LATER = 250_000, 60_000
# The server of the tests hands files out as they are; production compresses these (WhiteNoise,
# sro/settings/production.py) and lets browsers keep all files for good.
COMPRESSED = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")


# Parts of the window that jumped while the page was built, by Chromium's measure (0.1 is "good").
SHIFT = """() => new Promise((done) => {
  let total = 0;
  const count = (list) => list.getEntries().forEach((each) => { total += each.value; });
  new PerformanceObserver(count).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(total), 50);
})"""
STEADY = 0.02


class Scales:
    """Weighs what travels: answers as they came, files as production would send them."""

    def __init__(self, page) -> None:
        self._page = page
        self._network = page.context.new_cdp_session(page)
        self._network.send("Network.enable")
        self._network.on("Network.responseReceived", self._received)
        self._network.on("Network.loadingFinished", self._finished)
        self._answers: dict[str, dict] = {}
        self._lengths: dict[str, float] = {}
        self._known: set[str] = set()

    def weigh(self, address: str) -> dict[str, float]:
        """Open a page; return the bytes of each answer and of each file not yet known."""
        self._answers.clear()
        self._lengths.clear()
        self._page.goto(address, wait_until="networkidle")
        assert self._answers, "nothing was measured"
        weights = {}
        for request, answer in self._answers.items():
            url = answer["url"]
            if urlsplit(url).path.startswith("/static/"):
                if url in self._known:
                    continue
                self._known.add(url)
            elif urlsplit(url).scheme == "data":
                continue
            assert answer["status"] == 200, url
            assert self._lengths.get(request), f"{url} was not measured"
            weights[url] = self._weight(request, answer)
        return weights

    def _weight(self, request: str, answer: dict) -> float:
        length = self._lengths[request]
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        if "content-encoding" in headers or answer["mimeType"] not in COMPRESSED:
            return length
        body = self._network.send("Network.getResponseBody", {"requestId": request})["body"]
        plain = body.encode()
        return length - len(plain) + len(gzip.compress(plain, compresslevel=9))

    def _received(self, event: dict) -> None:
        self._answers[event["requestId"]] = event["response"]

    def _finished(self, event: dict) -> None:
        self._lengths[event["requestId"]] = event["encodedDataLength"]


@pytest.fixture
def demo(live_server, settings) -> None:
    """The demo's data, the scenario calculated."""
    settings.DEMO = True
    call_command("demo_data", verbosity=0)
    calculated(AllocationRun.objects.get(fund__budget_year__year=2018))


def in_words(weights: dict[str, float]) -> str:
    """Return the heaviest parts, for the message of a failure."""
    heavy = sorted(weights.items(), key=lambda each: -each[1])
    return "\n".join(f"{size:9.0f}  {urlsplit(url).path}" for url, size in heavy)


def test_pages_are_light_and_do_not_jump(demo, another_browser):
    run = AllocationRun.objects.get(fund__budget_year__year=2018)
    fund = {"year": 2018, "slug": run.fund.slug}
    district = District.objects.get(key="01")
    institution = Institution.objects.order_by("pk")[0]
    pages = {
        "planung": [
            reverse("start"),
            reverse("networks:institution_list"),
            reverse("networks:institution_list") + "?seite=2",
            reverse("networks:institution_detail", args=[institution.pk]),
            reverse("networks:institution_edit", args=[institution.pk]),
            reverse("networks:space_list"),
            reverse("networks:district_detail", args=[district.pk]),
            reverse("networks:district_map", args=[district.pk]),
            reverse("networks:map"),
            reverse("networks:search") + "?q=kinder",
        ],
        "controlling": [
            reverse("start"),
            reverse("budgets:home"),
            reverse("budgets:year", args=[2018]),
            reverse("budgets:fund", kwargs=fund),
            reverse("budgets:run", kwargs={**fund, "pk": run.pk}),
            reverse("budgets:run_district", kwargs={**fund, "pk": run.pk, "key": "01"}),
            reverse("budgets:run_edit", kwargs={**fund, "pk": run.pk}),
            reverse("budgets:indicators"),
            reverse("budgets:values"),
            reverse("budgets:plausibility"),
            reverse("budgets:outflow"),
        ],
    }
    heavy, unsteady = [], []
    for mailbox, addresses in pages.items():
        page = another_browser(User.objects.get(email=f"{mailbox}@sro.example"))
        scales = Scales(page)
        for number, address in enumerate(addresses):
            weights = scales.weigh(address)
            limit, total = (LATER if number else FIRST), sum(weights.values())
            print(f"{total:9.0f} of {limit}  {address}")
            if total > limit:
                heavy.append(f"{address}: {total:.0f} bytes\n{in_words(weights)}")
            shift = page.evaluate(SHIFT)
            if shift > STEADY:
                unsteady.append(f"{address}: shifts by {shift:.3f}")
    if heavy or unsteady:
        pytest.fail("\n".join([*heavy, *unsteady]), pytrace=False)
