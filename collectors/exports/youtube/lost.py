"""Columns of YouTube Studio that are not read, and why."""

_AVERAGE = "an average: it follows from watch time, views and duration"
_RATE = "a rate: it follows from other columns"
_PART = "a part of the views"
_MONEY = "money is not kept here"
_VIEWERS = "a part of the unique viewers"
_CURRENCIES = ("USD", "EUR", "GBP", "INR", "JPY", "CAD", "AUD", "BRL", "MXN")
_MONEY_COLUMNS = ("Estimated revenue", "Your estimated revenue", "Estimated partner revenue", "RPM", "CPM")

LOST: dict[str, str] = {
    "Impressions click-through rate (%)": _RATE,
    "Thumbnail click-through rate (%)": _RATE,
    "Average view duration": _AVERAGE,
    "Average percentage viewed (%)": _AVERAGE,
    "Average views per viewer": _RATE,
    "Likes (vs. dislikes) (%)": _RATE,
    "Stayed to watch (%)": _RATE,
    "Watch time (hours) (%)": "the share of the views is read",
    "Dislikes": "only positive reactions are counted",
    "Engaged views": _PART,
    "Intentional views": _PART,
    "YouTube Premium views": _PART,
    "YouTube Premium watch time (hours)": "a part of the watch time",
    "New viewers": _VIEWERS,
    "Returning viewers": _VIEWERS,
    "Casual viewers": _VIEWERS,
    "Regular viewers": _VIEWERS,
    **{f"{name} ({currency})": _MONEY for name in _MONEY_COLUMNS for currency in _CURRENCIES},
}
