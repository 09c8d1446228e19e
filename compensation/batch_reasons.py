"""Sentences about batches, their results, payees and codes; registered with the others."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from compensation.choices import BATCH_STATE_CHOICES, LINE_STATE_CHOICES

SENTENCES: dict[str, LazyText | str] = {
    # Gathering and sending a batch.
    "nothing_to_gather": _("No payable payout fits this filter."),
    "batch_is_empty": _("There is no line in this batch."),
    "batch_has_too_many_lines": _("The page takes %(most)s lines; these are %(lines)s."),
    "batch_has_problems": _("%(lines)s lines can't go out yet; mend them or take them out."),
    "line_over_page_limit": _("The page pays up to ¥%(limit_fen)s a line."),
    "line_of_nothing": _("The amount is nothing."),
    "line_without_order": _("The order's number is not known."),
    "line_without_account": _("The payee's account is missing."),
    "line_without_name": _("The payee's name is missing."),
    "line_is_too_long": _("“%(heading)s” takes %(most)s signs."),
    "line_was_taken": _("It was paid or taken elsewhere before the batch went out."),
    "batch_move_refused": _("The batch is “%(batch_state)s”; that can't be done with it now."),
    "batch_wants_four_eyes": _(
        "Above ¥%(above_fen)s a colleague who did not touch the batch approves it first.",
    ),
    "own_batch": _("Nobody approves a batch they gathered or edited; ask a colleague."),
    "batch_is_a_draft": _("Not exported: nothing has left the desk."),
    "batch_was_never_fetched": _("Exported, and nobody fetched the file: it can't be paid yet."),
    "batch_may_be_outside": _(
        "Fetched %(downloads)s times, and nobody said it was uploaded: look on the payment page.",
    ),
    "batch_was_handed_over": _("Uploaded on the payment page; its answer is waited for."),
    "batch_was_answered": _("%(answers)s lines are answered."),
    "recall_is_the_owners": _(
        "The file was fetched %(downloads)s times and may be paid: the owner recalls it.",
    ),
    "batch_recalled": _("The batch was recalled: %(word)s"),
    "file_is_purged": _("The file's content was removed with the payees' data."),
    "say_what_for": _("Say what the file is fetched for; it is logged."),
    # The page's form.
    "layout_unreadable": _("The form can't be read at “%(place)s”."),
    "layout_without_key": _("A column must hold the key, or an answer can't be matched."),
    "layout_without_payee": _("A column must hold the order's number or the payee's account."),
    "layout_without_amount": _("A column must hold the amount."),
    "layout_headings_unclear": _("Every column needs a heading of its own."),
    "layout_key_is_cut": _("The key needs %(most)s signs in its column."),
    "layout_result_unclear": _(
        "The result's headings for key, outcome and amount and the words for paid and failed are"
        " needed.",
    ),
    "layout_words_contradict": _("One word can't mean both paid and failed."),
    "preset_name_taken": _("There is a form of this name already."),
    "preset_name_missing": _("The form needs a name of up to 60 signs."),
    # Payees.
    "payee_incomplete": _("Account and name of the payee are both needed."),
    "payee_too_late": _("This payment is on its way or over."),
    # Results.
    "result_column_missing": _("The file has no column for the %(column)s, such as %(headings)s."),
    "result_read_before": _("%(member)s brought in this very file at %(read_at)s."),
    "result_not_of_this_batch": _(
        "None of the %(rows)s rows is of this batch; is it the result of another batch or shop?",
    ),
    "result_move_refused": _("This result is booked or discarded already."),
    "result_key_unknown": _("No line of this shop has this key."),
    "result_of_another_batch": _("This line is of batch %(number)s."),
    "result_key_missing": _("The cell with the key is empty."),
    "result_key_unreadable": _("“%(said)s” holds no key."),
    "result_key_rounded": _(
        "“%(said)s” was rounded by a spreadsheet; open the original file as text.",
    ),
    "result_outcome_unknown": _("“%(said)s” says neither paid nor failed."),
    "result_amount_differs": _("The file says ¥%(said_fen)s, the desk ¥%(ours_fen)s."),
    "result_booked_already": _("Booked before; nothing moves."),
    "result_against_booking": _("The desk has this line as “%(line_state)s” already."),
    "result_says_it_twice": _("The file says it twice; it counts once."),
    "result_contradicts_itself": _("The file says both paid and failed."),
    "result_line_settled": _("Settled meanwhile by somebody else."),
    "payment_failed_for_now": _("The page said: %(said)s. It goes again with the next batch."),
    "payment_failed_at_page": _("The page said: %(said)s. A lead decides."),
    "payment_failed_often": _("Failed %(tries)s times; the page said: %(said)s. A lead decides."),
    "line_settled_unpaid": _("Not paid, says %(member)s: %(word)s"),
    "line_not_waiting": _("This line does not wait for an answer."),
    # Codes.
    "stock_makes_no_sense": _("A stock needs a name, and a value that is not negative."),
    "stock_name_taken": _("There is a stock of this name already."),
    "code_list_empty": _("No code was read."),
    "code_list_too_long": _("At most %(most)s codes at once."),
    "code_too_long": _("Longer than %(most)s signs: this is no code."),
    "code_rounded": _("“%(code)s” was rounded by a spreadsheet; bring it in as text."),
    "code_day_unreadable": _("“%(day)s” is no day."),
    "code_is_over": _("The code %(code)s is over already."),
    "code_twice_in_list": _("The code %(code)s stands in line %(line)s already."),
    "code_in_stock": _("The code %(code)s is in the stock “%(stock)s” already."),
    "stock_is_empty": _("“%(stock)s” has no code left that is still good."),
    "coupon_worth_more": _("“%(stock)s” is worth more than the ¥%(amount_fen)s of this offer."),
    "stock_of_another_kind": _("“%(stock)s” is not for this remedy."),
    "offer_takes_no_code": _("A code is handed to an approved offer that is not settled yet."),
    "code_waits_for_yes": _("The buyer has not taken the offer yet."),
    "code_not_there": _("This offer holds no code that could be sent."),
    "code_is_sent": _("The code is sent; it is not taken back."),
}

WORDS: dict[tuple[str, str], LazyText | str] = {
    **{("batch_state", value): label for value, label in BATCH_STATE_CHOICES},
    **{("line_state", value): label for value, label in LINE_STATE_CHOICES},
    ("column", "key"): _("key"),
    ("column", "outcome"): _("outcome"),
    ("column", "amount"): _("amount"),
}
