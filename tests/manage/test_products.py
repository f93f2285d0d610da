"""Products: listed, made, renamed, used."""

from django.urls import reverse

from accounts.tenancy import acting_as
from products.models import Product, ProductUse
from tests.factories import make_product
from tests.http import queries_of, sign_in, words_of


def test_a_product_is_made_renamed_and_retired(page, boss, kestrel):
    page.post(reverse("manage:new-product", args=["acme"]), {"name": "Depot Scan"})
    taken = page.post(reverse("manage:new-product", args=["acme"]), {"name": "depot scan"})
    with acting_as(boss):
        product = Product.objects.get(name="Depot Scan")
    page.post(reverse("manage:product-details", args=["acme", product.pk]), {"name": "Depot Scan 2"})

    assert "exists already" in words_of(taken) and 'value="depot scan"' in words_of(taken)
    with acting_as(boss):
        product.refresh_from_db()
    assert (product.name, product.is_active) == ("Depot Scan 2", False)
    assert "Not supported" in words_of(page.get(reverse("manage:products", args=["acme"])))


def test_a_client_uses_some_products(page, boss, kestrel):
    hub, scan = make_product(boss, "Dispatch Hub", kestrel), make_product(boss, "Depot Scan")
    url = reverse("manage:client-products", args=["acme", kestrel.pk])

    assert page.get(url).context["form"]["products"].value() == [str(hub.pk)]
    answer = page.post(url, {"products": [scan.pk]})

    assert answer.status_code == 302
    with acting_as(boss):
        assert [use.product_id for use in ProductUse.objects.filter(client=kestrel)] == [scan.pk]


def test_the_list_says_who_uses_what_in_a_fixed_number_of_queries(page, boss, kestrel, palisade):
    for number in range(3):
        make_product(boss, f"Product {number}", palisade)
    url = reverse("manage:products", args=["acme"])
    page.get(url)
    with_three = queries_of(page, url)
    for number in range(3, 30):
        make_product(boss, f"Product {number}", kestrel)

    assert queries_of(page, url) == with_three <= 12
    assert "Kestrel Logistics" in words_of(page.get(url))


def test_an_engineer_changes_no_product(client, agent, boss, kestrel, other_boss):
    product = make_product(boss, "Dispatch Hub", kestrel)
    sign_in(client, agent)

    assert client.get(reverse("manage:products", args=["acme"])).status_code == 200
    assert client.post(reverse("manage:new-product", args=["acme"])).status_code == 403
    assert client.get(reverse("manage:product", args=["acme", product.pk])).status_code == 200
    assert client.post(reverse("manage:product-details", args=["acme", product.pk])).status_code == 403
    assert sign_in(client, other_boss).get(reverse("manage:product", args=["borealis", product.pk])).status_code == 404
