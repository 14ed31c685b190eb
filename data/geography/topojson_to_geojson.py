"""Turns departments.topo.json into departments.geojson: ISO codes, RFC 7946 winding, a line a feature."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
Ring = list[list[float]]


def decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Arcs in degrees: TopoJSON stores integer steps from point to point."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append([round(x * sx + tx, 5), round(y * sy + ty, 5)])
        arcs.append(points)
    return arcs


def ring(arc_ids: list[int], arcs: list[Ring]) -> Ring:
    """One closed ring, exterior counter-clockwise as RFC 7946 asks."""
    points: Ring = []
    for arc_id in arc_ids:
        arc = arcs[arc_id] if arc_id >= 0 else arcs[~arc_id][::-1]
        points += arc if not points else arc[1:]
    doubled_area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))
    return points if doubled_area > 0 else points[::-1]


def convert(topology: dict[str, Any]) -> dict[str, Any]:
    """The GeoJSON feature collection; every geometry becomes a MultiPolygon."""
    arcs = decoded_arcs(topology)
    (collection,) = topology["objects"].values()
    features = []
    for geometry in collection["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [[ring(ids, arcs) for ids in polygon[:1]] for polygon in polygons]
        features.append(
            {
                "type": "Feature",
                "id": geometry["id"].replace(".", "-"),
                "properties": {"name": geometry["properties"]["name"]},
                "geometry": {"type": "MultiPolygon", "coordinates": rings},
            }
        )
    return {"type": "FeatureCollection", "features": sorted(features, key=lambda f: str(f["id"]))}


def main() -> None:
    """Write departments.geojson beside the source."""
    collection = convert(json.loads((FOLDER / "departments.topo.json").read_text("utf-8")))
    lines = ",\n".join(
        json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in collection["features"]
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (FOLDER / "departments.geojson").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
