"""What a year of work and agreements comes to, from its raw facts as plain JSON: `year.answer(facts)`.

It imports nothing but the standard library, so that its agreement with the product means something.
"""
