"""An invented gardener's article with its comments, as a saved page, as an export and as pasted text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

AUTHOR = "Edda Quist"
TITLE = "How To Keep A Small Garden"
OPENING = (
    "A garden forgives nearly everything except being watered at noon. Begin small, and begin with what the neighbours"
    " can keep alive. More on soil below."
)
SECTIONS = (
    (
        "Water And Light",
        (
            "Water in the morning, and water the soil and not the leaves. A plant that is watered every evening grows"
            " roots like a lawn, flat and lazy, and it will wilt on the first hot day you are away.",
            "Light can't be argued with. If nothing grows under the north wall, it isn't your fault, and no feed in the"
            " world will change it; put a bench there, and sit on it.",
        ),
    ),
    (
        "Soil First",
        (
            "Before you buy a single plant, buy compost. I dig it in once, in autumn, and never again: the worms do the"
            " rest, and they do it better than my back.",
        ),
    ),
)


@dataclass(frozen=True)
class Said:
    """A comment; `under` is the number of the one it hangs under, counted from 0."""

    name: str
    paragraphs: tuple[str, ...]
    under: int | None = None


COMMENTS = (
    Said("Bram Oort", ("My tomatoes get yellow leaves from below. Do I water too much?", "They stand on a balcony.")),
    Said(
        AUTHOR,
        (
            "Hello Bram, and welcome.",
            "Yellow from below is hunger, hardly ever thirst. A pot is eaten empty by July, so feed them once a week"
            " and take the yellow leaves off; they won't turn green again.",
            "Happy digging!",
        ),
        0,
    ),
    Said("Bram Oort", ("Thanks! And what about the split ones, can we still eat them?",), 0),
    Said(AUTHOR, ("Eat them today. They split when a dry week is followed by a wet one, that is all.",), 0),
    Said("Zoë Lind", ("Slugs ate every lettuce in one night. What would you do?", "Signed, Zoë")),
    Said(AUTHOR, ("Zoë, go out at ten with a torch. Nothing you can buy works half as well as that.",)),
    Said("Kip", ("Lovely read.",)),
    Said("Wanda", ("Is it too late to sow beans in June?",)),
)
NOON = "2015-06-07 12:00:00"


def page(comments: Sequence[Said] = COMMENTS) -> str:
    """As WordPress prints it."""
    body = "".join(f"<h2>{head}</h2>\n" + "".join(f"<p>{text}</p>\n" for text in texts) for head, texts in SECTIONS)
    return (
        f"<!DOCTYPE html>\n<html lang='en'><head><title>{TITLE} | Quist</title><script>if (a<b) document</script>"
        "</head>\n"
        f"<body><nav><ul><li>Home<li>About</ul></nav>\n<article class='post hentry'>"
        f"<h1 class='entry-title'>{TITLE}</h1>\n"
        f"<div class='entry-content'><p>{OPENING}</p>\n{body}<div class='sharedaddy'>Share this</div></div></article>\n"
        f"<div id='comments'><ol class='comment-list'>{_list(comments, None)}</ol></div></body></html>\n"
    )


def _list(comments: Sequence[Said], under: int | None) -> str:
    return "\n".join(_item(comments, at) for at, each in enumerate(comments) if each.under == under)


def _item(comments: Sequence[Said], at: int) -> str:
    said = comments[at]
    mark = " bypostauthor" * (said.name == AUTHOR)
    text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in said.paragraphs)
    inner = _list(comments, at) if len(comments) < 100 else ""
    below = f"<ol class='children'>{inner}</ol>" * bool(inner)
    return (
        f"<li id='comment-{at + 1}' class='comment{mark} depth-1'>"
        f"<article id='div-comment-{at + 1}' class='comment-body'>"
        f"<footer class='comment-meta'><div class='comment-author vcard'><img alt=''><b class='fn'>{said.name}</b>"
        f" <span class='says'>says:</span></div><a href='#'><time>June 7, 2015 at 12:00 pm</time></a></footer>"
        f"<div class='comment-content'>{text}</div><div class='reply'><a>Reply</a></div></article>{below}</li>"
    )


def export(comments: Sequence[Said] = COMMENTS) -> str:
    """As WordPress exports it, with a draft and a picture beside."""
    body = f"<p>{OPENING}</p>\n" + "".join(
        f"<h2>{head}</h2>\n" + "".join(f"<p>{text}</p>\n" for text in texts) for head, texts in SECTIONS
    )
    told = "".join(_exported(each, at) for at, each in enumerate(comments))
    other = "<item><title>x</title><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status></item>"
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- generator="WordPress/6.4" -->\n<rss version="2.0"\n'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quist</title>\n<wp:author><wp:author_login>edda'
        f"</wp:author_login><wp:author_display_name>{AUTHOR}</wp:author_display_name></wp:author>{other}\n"
        f"<item><title>{TITLE}</title><dc:creator>edda</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\n{told}</item></channel></rss>\n"
    )


def _exported(said: Said, at: int) -> str:
    text = "\n\n".join(said.paragraphs)
    parent = 0 if said.under is None else said.under + 1
    return (
        f"<wp:comment><wp:comment_id>{at + 1}</wp:comment_id><wp:comment_author><![CDATA[{said.name}]]>"
        f"</wp:comment_author><wp:comment_date>{NOON}</wp:comment_date><wp:comment_content><![CDATA[{text}]]>"
        f"</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
    )


def pasted(comments: Sequence[Said] = COMMENTS) -> str:
    """As it comes out of a browser, the author's name doubled by a picture."""
    body = "\n\n".join(f"{head}\n\n" + "\n\n".join(texts) for head, texts in SECTIONS)
    told = "\n\n".join(_numbered(comments, None, "  "))
    return f"{TITLE}\n\n{OPENING}\n\n{body}\n\n{TITLE}\n\n{told}\n"


def _numbered(comments: Sequence[Said], under: int | None, indent: str) -> list[str]:
    here = [at for at, each in enumerate(comments) if each.under == under]
    lines: list[str] = []
    for number, at in enumerate(here, 1):
        said = comments[at]
        name = said.name * 2 if said.name == AUTHOR else said.name
        lines += [f"{indent}{number}. {name}", *(f"{indent}  {text}" for text in said.paragraphs)]
        lines += _numbered(comments, at, indent + "  ") if len(comments) < 100 else []
    return lines
