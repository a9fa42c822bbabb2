"""A document as one self-contained HTML page, fit for a screen, a phone and paper."""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from avvikelse.outbound.documents.fields import Properties
from avvikelse.outbound.documents.paper import Paper


def html(paper: Paper, properties: Properties) -> str:
    """The whole page, with its style in it: nothing is fetched from elsewhere."""
    return _template().render(paper=paper, properties=properties)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("avvikelse.outbound.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
