"""Which kind of post a localised type means: `IG carousel`, `Secuencia de Instagram`, `Instagram-Bild`."""

from functools import lru_cache

from collectors.exports.headings import folded
from domain.observations import ContentType

_WORDS: tuple[tuple[ContentType, frozenset[str]], ...] = (
    (
        ContentType.STORY,
        frozenset({"story", "stories", "historia", "historias", "storia", "storie", "relacja", "hikaye", "cerita"}),
    ),
    (ContentType.REEL, frozenset({"reel", "reels", "rolka", "rolki"})),
    (
        ContentType.CAROUSEL,
        frozenset(
            {
                *("carousel", "album", "secuencia", "carrusel", "carrossel", "carrousel", "carosello", "karussell"),
                *("karuzela", "carousels", "albums", "fotoalbum", "sequenza", "karusell", "atlikarinca", "korsel"),
                *("slider", "dongu"),
            }
        ),
    ),
    (
        ContentType.LIVE,
        frozenset(
            {"live", "vivo", "direct", "diretta", "livevideo", "livevideos", "canli", "langsung", "zywo", "direkt"}
        ),
    ),
    (ContentType.VIDEO, frozenset({"video", "videos", "filmy", "film", "videolar", "videor", "igtv"})),
    (
        ContentType.IMAGE,
        frozenset(
            {
                *("photo", "photos", "image", "images", "foto", "fotos", "imagen", "imagenes", "imagem", "imagens"),
                *("immagine", "immagini", "bild", "bilder", "afbeelding", "afbeeldingen", "zdjecie", "zdjecia"),
                *("picture", "pictures", "gorsel", "gorseller", "fotograf", "fotograflar", "gambar", "fotografia"),
            }
        ),
    ),
    (
        ContentType.LINK,
        frozenset(
            {"link", "links", "enlace", "enlaces", "lien", "liens", "lank", "lankar", "tautan", "linki", "baglanti"}
        ),
    ),
    (ContentType.POLL, frozenset({"poll", "polls", "encuesta", "enquete", "sondage", "umfrage", "sondaggio"})),
    (
        ContentType.TEXT,
        frozenset(
            {
                *("text", "texto", "texte", "testo", "tekst", "status", "estado", "statut", "stato", "teks", "metin"),
                *("textes", "textos", "durum", "statusmeldung", "statusaktualisierung", "textbeitrag"),
            }
        ),
    ),
)
"""The first kind of which a word is there counts: a live video is live, an image story is a story."""


@lru_cache(maxsize=256)
def content_type(post_type: str) -> ContentType:
    """By the words in it, in any language; OTHER when none is known."""
    words = set(folded(post_type).replace("ı", "i").split())
    return next((kind for kind, known in _WORDS if not known.isdisjoint(words)), ContentType.OTHER)
