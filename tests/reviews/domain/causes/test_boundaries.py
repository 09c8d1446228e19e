from reviews.domain.causes.boundaries import Reach, _boundaries, settle
from reviews.domain.causes.lexicon import READ_CODES
from reviews.domain.causes.matching import Hit
from reviews.domain.causes.scope import Clauses

TEXT = Clauses.of("安装花了两百，真的太贵。贵得要命")


def settled(*hits):
    return {hit.cause for hit in settle(list(hits), TEXT)}


def test_fees_of_the_installer_are_no_price_within_the_sentence():
    installing = Hit("installation", 0, 6, 0.85)
    assert settled(installing, Hit("price_value", 9, 11, 0.85)) == {"installation"}
    assert settled(Hit("price_value", 9, 11, 0.85), installing) == {"installation"}


def test_the_price_of_another_sentence_stays():
    installing = Hit("installation", 0, 6, 0.85)
    assert settled(installing, Hit("price_value", 12, 14, 0.85)) == {"installation", "price_value"}


def test_a_doubtful_winner_wins_nothing():
    installing = Hit("installation", 0, 6, 0.4)
    assert settled(installing, Hit("price_value", 9, 11, 0.85)) == {"installation", "price_value"}


def test_overlap_means_shared_words():
    price, value = Hit("price_drop", 0, 4, 0.85), Hit("price_value", 2, 6, 0.85)
    assert settled(price, value) == {"price_drop"}
    assert settled(price, Hit("price_value", 4, 6, 0.85)) == {"price_drop", "price_value"}


def test_every_line_names_known_causes():
    named = {cause for loser, winners in _boundaries().items() for cause, _ in winners}
    assert (named | set(_boundaries())) - set(READ_CODES) == set()


def test_no_two_causes_give_way_to_each_other():
    pairs = {(loser, winner) for loser, winners in _boundaries().items() for winner, _ in winners}
    assert {pair for pair in pairs if (pair[1], pair[0]) in pairs} == set()


def test_reaches_are_words_of_the_data_file():
    assert [reach.value for reach in Reach] == ["overlap", "clause", "sentence"]
