"""Keys of promises: they pin the version of each calendar, so that closed clocks never change (S-34)."""

from slas.keys import Pin, parsed_key, terms_key


def test_a_key_pins_each_calendar_and_comes_apart_again():
    key = terms_key("tier", {"8/5": "a", "24/7": "b"}, {"a": Pin(3, 2), "b": Pin(1, 0), "c": Pin(2, 0)})

    assert key == "tier|24/7=b|8/5=a@3~2|c=c@2"
    assert parsed_key(key) == ("tier", {"8/5": "a", "24/7": "b"}, {"a": Pin(3, 2), "b": Pin(1, 0), "c": Pin(2, 0)})


def test_a_key_from_before_versions_means_the_first():
    assert parsed_key("tier|8/5=a") == ("tier", {"8/5": "a"}, {"a": Pin(1, 0)})
    assert terms_key("tier", {"8/5": "a"}, {"a": Pin(1, 0)}) == "tier|8/5=a"
