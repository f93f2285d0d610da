"""Pages of the signed-in person, outside any tenant."""

urlpatterns: list = []
