"""Colours and letter sizes of the charts; the style sheet uses the same ones."""

INK = "#1c2433"
MUTED = "#566074"
LINE = "#dcd8cd"
PAPER = "#ffffff"
INDIGO = "#2f3f86"
FONT = '"Source Sans", "Source Sans 3", "Helvetica Neue", Arial, sans-serif'

# Series keep their place in the list; they differ in lightness too, and every bar carries its name.
SERIES = ("#2f3f86", "#c2701c", "#4f8a83", "#8b5a83", "#77808f", "#a3a02f", "#5a94c4", "#9c4a3c")

# Classes of the map, light to dark; letters turn white on the dark ones.
CLASSES = ("#d3d9ee", "#9daad6", "#6374b5", "#2f3f86")
CLASS_LETTERS = (INK, INK, "#ffffff", "#ffffff")
ZERO = "#f6f4ee"

WITHHELD_BACK = "#f6f4ee"
WITHHELD_LINES = "#a49c8a"
