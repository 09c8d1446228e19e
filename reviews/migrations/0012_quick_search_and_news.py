"""Words of reviews are found by pairs of characters; promised calls and presence by their time.

Chinese has no blanks, and its words are mostly of two characters: an index of words finds nothing
and one of three characters (pg_trgm) finds no word of two. SQLite looks through the texts.
"""

from django.db import migrations, models

PAIRS = """
CREATE OR REPLACE FUNCTION review_pairs(content text, appended text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found text[] := ARRAY[]::text[];
    before text;
    one text;
BEGIN
    FOREACH one IN ARRAY string_to_array(
        lower((content || CASE WHEN appended = '' THEN '' ELSE chr(10) || appended END)
              COLLATE "C"),
        NULL
    ) LOOP
        IF before IS NOT NULL THEN
            found := found || (before || one);
        END IF;
        before := one;
    END LOOP;
    RETURN found;
END
$$
"""
INDEX = """
CREATE INDEX review_by_pairs ON reviews_review
USING gin (review_pairs(content, append_content))
"""


def add_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PAIRS)
        schema_editor.execute(INDEX)


def drop_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS review_by_pairs")
        schema_editor.execute("DROP FUNCTION IF EXISTS review_pairs(text, text)")


class Migration(migrations.Migration):
    dependencies = [("reviews", "0011_shift_handovers")]

    operations = [
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("is_promised", True), ("status", "planned")),
                fields=["shop", "starts_at"],
                name="callback_promised",
            ),
        ),
        migrations.AddIndex(
            model_name="presenceobservation",
            index=models.Index(fields=["seen_at"], name="presence_by_time"),
        ),
        migrations.RunPython(add_pairs, drop_pairs, elidable=False),
    ]
