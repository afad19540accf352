"""Words that institutions and offers are described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TargetGroup(models.TextChoices):
    """Whom an institution or offer is for."""

    EVERYONE = "everyone", _("everyone in the quarter")
    CHILDREN = "children", _("children")
    TEENAGERS = "teenagers", _("teenagers")
    YOUNG_ADULTS = "young_adults", _("young adults")
    PARENTS = "parents", _("parents")
    SINGLE_PARENTS = "single_parents", _("single parents")
    EXPECTANT = "expectant", _("expectant parents")
    FAMILIES = "families", _("families")
    NEWCOMERS = "newcomers", _("people new in Germany")
    DISABILITY = "disability", _("people with disabilities")
    OLDER_PEOPLE = "older_people", _("older people")


class Wheelchair(models.TextChoices):
    """Whether somebody in a wheelchair can get in and around."""

    UNKNOWN = "", _("not known")
    YES = "yes", _("accessible")
    LIMITED = "limited", _("partly accessible")
    NO = "no", _("not accessible")


class OfferKind(models.TextChoices):
    """What an offer is."""

    ADVICE = "advice", _("advice")
    OPEN_MEETING = "open_meeting", _("open meeting")
    GROUP = "group", _("group")
    COURSE = "course", _("course")
    CARE = "care", _("care for children")
    LEISURE = "leisure", _("leisure")
    LEARNING = "learning", _("learning and homework")
    HEALTH = "health", _("health")
    SELF_HELP = "self_help", _("self-help")
    PRACTICAL_HELP = "practical_help", _("practical help")
    OTHER = "other", _("other")


class Language(models.TextChoices):
    """Languages spoken, by ISO 639; `sgn-de` is German sign language (BCP 47)."""

    GERMAN = "de", _("German")
    EASY_GERMAN = "de-simple", _("easy German")
    GERMAN_SIGN = "sgn-de", _("German sign language")
    ALBANIAN = "sq", _("Albanian")
    ARABIC = "ar", _("Arabic")
    BOSNIAN = "bs", _("Bosnian/Croatian/Serbian")
    BULGARIAN = "bg", _("Bulgarian")
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    GREEK = "el", _("Greek")
    ITALIAN = "it", _("Italian")
    KURDISH = "ku", _("Kurdish")
    PERSIAN = "fa", _("Persian/Dari")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    ROMANI = "rom", _("Romani")
    ROMANIAN = "ro", _("Romanian")
    RUSSIAN = "ru", _("Russian")
    SPANISH = "es", _("Spanish")
    TIGRINYA = "ti", _("Tigrinya")
    TURKISH = "tr", _("Turkish")
    UKRAINIAN = "uk", _("Ukrainian")
    VIETNAMESE = "vi", _("Vietnamese")
