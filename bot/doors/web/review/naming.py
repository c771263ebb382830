"""A name for each person that is easy to tell from others and says nothing of them: `Amber Heron`."""

from __future__ import annotations

_COLOURS = """
Amber Ashen Auburn Azure Bronze Cedar Chalk Cobalt Copper Coral Cream Crimson Dusky Ebony Ember Flax Ginger Golden
Hazel Indigo Ivory Jade Lilac Linen Maroon Mauve Misty Ochre Olive Opal Pearl Plum Quartz Rosy Russet Sable Saffron
Sandy Scarlet Sepia Silver Slate Sorrel Tawny Teal Topaz Umber Velvet Violet Walnut Wheat Willow
"""
_BIRDS = """
Avocet Bittern Bunting Chough Coot Crane Curlew Dipper Dove Dunlin Egret Eider Falcon Finch Fulmar Gannet Godwit
Goose Grebe Gull Heron Hobby Hoopoe Ibis Jackdaw Jay Kestrel Kite Knot Lark Linnet Magpie Martin Merlin Oriole
Osprey Owl Petrel Pipit Plover Puffin Quail Rail Raven Redstart Robin Rook Ruff Shrike Siskin Skua Snipe Starling
Stork Swallow Swan Swift Teal Tern Thrush Turnstone Wagtail Warbler Whimbrel Wren
"""
COLOURS, BIRDS = _COLOURS.split(), _BIRDS.split()


def named(key: str) -> str:
    """The name that goes with a pseudonym of hex digits; the number tells apart who would share one."""
    number = int(key[:12], 16)
    number, colour = divmod(number, len(COLOURS))
    number, bird = divmod(number, len(BIRDS))
    return f"{COLOURS[colour]} {BIRDS[bird]} {number % 90 + 10}"
