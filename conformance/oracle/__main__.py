"""The oracle as an engine: `python -m conformance.oracle`."""

from conformance.oracle.answers import answer
from conformance.serve import serve

if __name__ == "__main__":
    serve(answer)
