"""How large a document may be. Every fragment is measured once, so measuring is linear in the document."""

from collections.abc import Callable
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

LIMITS = {
    "tokens": 5_000,
    "depth": 15,
    "fields": 3_000,
    "aliases": 60,
    "root_fields": 30,
}
"""The dashboard's largest document needs 6 aliases, depth 8 and some 200 fields; introspection is deep, not wide."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a selection, with its fragments put in."""

    depth: int
    fields: int
    aliases: int


_NOTHING = Size(0, 0, 0)


def measure(document: DocumentNode) -> Callable[[OperationDefinitionNode], Size]:
    """A function that gives the size of an operation of the document. Fragments in a circle count as nothing: the
    validation has a rule of its own against them.
    """
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measured: dict[str, Size] = {}
    open_fragments: set[str] = set()

    def of_fragment(name: str) -> Size:
        if name not in measured:
            if name in open_fragments or name not in fragments:
                return _NOTHING
            open_fragments.add(name)
            measured[name] = of_selection(fragments[name].selection_set)
            open_fragments.discard(name)
        return measured[name]

    def of_selection(selection: SelectionSetNode | None) -> Size:
        depth = fields = aliases = 0
        for node in selection.selections if selection is not None else ():
            if isinstance(node, FieldNode):
                inner = of_selection(node.selection_set)
                introspection = node.name.value.startswith("__")
                part = Size(
                    0 if introspection else inner.depth + 1,
                    inner.fields + 1,
                    inner.aliases + (node.alias is not None),
                )
            elif isinstance(node, FragmentSpreadNode):
                part = of_fragment(node.name.value)
            else:
                part = of_selection(getattr(node, "selection_set", None))
            depth, fields, aliases = max(depth, part.depth), fields + part.fields, aliases + part.aliases
        return Size(depth, fields, aliases)

    return lambda operation: of_selection(operation.selection_set)


class DocumentLimits(ValidationRule):
    """Refuses an operation that is larger than LIMITS."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._measure = measure(context.document)

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Each operation for itself."""
        size = self._measure(node)
        found = {
            "depth": size.depth,
            "fields": size.fields,
            "aliases": size.aliases,
            "root_fields": len(node.selection_set.selections),
        }
        for what, value in found.items():
            if value > LIMITS[what]:
                message = f"The operation has {what.replace('_', ' ')} {value:,}; the limit is {LIMITS[what]:,}."
                self.report_error(GraphQLError(message, node, extensions={"code": "LIMIT_EXCEEDED"}))
