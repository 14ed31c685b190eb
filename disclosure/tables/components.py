"""The unpublished part of a system falls into components that know nothing of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from disclosure.arrays import Integers, Mask


@dataclass(frozen=True)
class Component:
    """Cells of one component and the equations between them (numbers in the system)."""

    cells: Integers
    rows: Integers


def components(equations: sparse.csr_matrix, free: Mask) -> list[Component]:
    """Split the free cells by the equations that connect them, smallest cell first."""
    columns = np.flatnonzero(free)
    part = equations[:, columns].tocsr()
    used = np.flatnonzero(np.diff(part.indptr) > 0)
    part = part[used]
    bipartite = sparse.bmat([[None, part.T], [part, None]], format="csr") if part.shape[0] else None
    if bipartite is None:
        return [Component(np.array([cell]), np.zeros(0, dtype=np.int64)) for cell in columns]
    _, labels = csgraph.connected_components(bipartite, directed=False)
    by_cell, by_row = labels[: len(columns)], labels[len(columns) :]
    cells = _groups(by_cell, columns)
    rows = _groups(by_row, used)
    none = np.zeros(0, dtype=np.int64)
    found = [Component(members, rows.get(label, none)) for label, members in cells.items()]
    return sorted(found, key=lambda component: int(component.cells[0]))


def _groups(labels: Integers, members: Integers) -> dict[int, Integers]:
    order = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[order], return_index=True)
    parts = np.split(members[order], starts[1:])
    return {int(name): part for name, part in zip(names, parts, strict=True)}
