"""The kind of place a parcel goes to: a weak, expiring hint about hours, never a fact."""

from enum import StrEnum


class PlaceType(StrEnum):
    """The twelve answers; unknown is a legal and frequent one."""

    CAMPUS = "campus"
    SCHOOL = "school"
    OFFICE = "office"
    FACTORY = "factory"
    HOSPITAL = "hospital"
    GOVERNMENT = "government"
    RETAIL = "retail"
    RESIDENTIAL = "residential"
    RURAL = "rural"
    MILITARY = "military"
    PICKUP_POINT = "pickup_point"
    UNKNOWN = "unknown"
