"""What the formats of exports promise: their columns land on metrics of the catalog, and none is claimed twice."""

import pytest

from collectors.exports.formats import DocumentFormat, TableFormat
from collectors.exports.headings import folded
from collectors.exports.registry import DOCUMENT_FORMATS, TABLE_FORMATS
from domain.metrics import CATALOG
from domain.users import Platform

FORMATS: tuple[TableFormat | DocumentFormat, ...] = (*TABLE_FORMATS, *DOCUMENT_FORMATS)


def test_every_kind_has_a_name_of_its_own() -> None:
    kinds = [each.kind for each in FORMATS]

    assert len(kinds) > 30
    assert sorted(set(kinds)) == sorted(kinds)


@pytest.mark.parametrize("native", FORMATS, ids=lambda native: native.kind)
def test_every_column_is_a_native_name_of_its_metric(native: TableFormat | DocumentFormat) -> None:
    platforms = [native.platform] if native.platform is not None else list(Platform)

    unknown = {
        (metric.value, each.name)
        for metric, each in native.metrics.items()
        if not any(
            folded(name.name) in each.folded_names
            for name in CATALOG[metric].native_names
            if name.platform in platforms
        )
    }

    assert unknown == set()
    assert not any(CATALOG[metric].derived for metric in native.metrics)
