"""Why a file or a row could not go in, in words."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    # The file as a whole.
    "file_missing": _("The file %(file)s can't be opened. Check the path and try again."),
    "disk_full": _(
        "The desk's disk is full. Nothing more of the file went in: have room made and bring it "
        "again."
    ),
    "file_empty": _("The file is empty. Export it again."),
    "file_too_large": _(
        "The file has %(megabytes)s MB; at most %(most)s MB are taken. Export a shorter period."
    ),
    "file_foreign": _(
        "This is no table but a file of the kind %(format)s. Save it as xlsx or csv and try again."
    ),
    "file_is_markup": _(
        "This is a web page or XML under another name. "
        "Open it in Excel or WPS, save it as xlsx and try again."
    ),
    "file_is_archive": _("This is a zip archive. Unpack it and import the file inside."),
    "file_encrypted": _("The file is protected by a password. Save it without one and try again."),
    "file_not_a_table": _("This is no table of text. Save it as xlsx or csv and try again."),
    "encoding_unknown": _(
        "The text is neither UTF-8 nor GB18030: byte %(byte)s can't be read. "
        "The file may be damaged; export it again."
    ),
    "quote_runs_away": _(
        "A quotation mark opened in row %(row)s is never closed. Close it and try again."
    ),
    "workbook_broken": _("The workbook is damaged or cut off. Export it again."),
    "workbook_kind_unsupported": _(
        "This is an OpenDocument file but no spreadsheet. Save the table as xlsx and try again."
    ),
    "workbook_bomb": _(
        "The workbook would unpack to %(megabytes)s MB, which no export does. It is not opened."
    ),
    "markup_hostile": _(
        "The file holds markup that is no table: a document type, endless nesting or an endless "
        "cell. It is not opened. Open it in Excel or WPS and save it as xlsx."
    ),
    "sheet_broken": _("The sheet %(sheet)s can't be read. Save the workbook again and retry."),
    "sheet_unknown": _("There is no sheet %(sheet)s; the workbook has: %(known)s."),
    "too_many_rows": _("The file has more than %(most)s rows. Split it and import the parts."),
    "too_many_columns": _("The file has more than %(most)s columns. It is no export we know."),
    "header_row_empty": _("Row %(row)s can't be the headings: it is empty or too far down."),
    "no_data_rows": _("Below its headings the file has no rows."),
    "json_broken": _("The JSON can't be read at line %(line)s. Export it again."),
    "json_too_deep": _("The JSON is nested too deeply to be an answer of a platform."),
    "json_without_rows": _("The JSON holds no list of records."),
    "preset_unknown": _("There is no preset %(preset)s; known are: %(known)s."),
    "columns_missing": _(
        "The file lacks a column for: %(missing)s. Its headings are: %(found)s. "
        "Rename them or choose the kind of file that it is."
    ),
    "full_export_has_rejects": _(
        "%(rows)s rows were rejected and may be the very reviews that seem to be gone, so none is "
        "marked as deleted. Mend the rows and import the whole export again."
    ),
    "full_export_too_small": _(
        "The file holds fewer than two reviews of the stated days, too few to tell which are gone."
    ),
    # What an order tells against an offer.
    "order_refund_pending": _("A refund of this order is under way: no offer until it is settled."),
    "order_cancelled_unshipped": _(
        "The order was closed before anything was sent: nothing is offered for it."
    ),
    "import_cancelled": _("The import was cancelled; the rows before stay."),
    "import_failed": _(
        "The import stopped %(tries)s times at row %(row)s. Tell your administrator."
    ),
    "check_cancelled": _("Given up before anything was taken in."),
    "import_not_started": _("Looked through, but not started within %(days)s days."),
    # One column, by its values.
    "guess_empty": _("The column is empty."),
    "guess_level": _("%(fits)s of %(filled)s are words such as good, neutral, bad."),
    "guess_stars": _("%(fits)s of %(filled)s are one to five."),
    "guess_phone": _(
        "%(fits)s of %(filled)s look like mobile numbers, with %(prefixes)s different prefixes."
    ),
    "guess_phone_few": _(
        "Eleven digits that begin with 1, but too few values to tell phones from ids."
    ),
    "guess_number_prefix": _(
        "Eleven digits, but %(count)s of %(filled)s begin with %(prefix)s: "
        "running numbers rather than phones."
    ),
    "guess_number_order": _(
        "Eleven digits that rise or fall from row to row: running numbers rather than phones."
    ),
    "guess_number_invalid": _(
        "Eleven digits, but only %(fits)s of %(filled)s have a mobile prefix: ids, not phones."
    ),
    "guess_identifier": _("%(fits)s of %(filled)s are long numbers, %(distinct)s different ones."),
    "guess_time": _("%(fits)s of %(filled)s are dates."),
    "guess_amount": _("%(fits)s of %(filled)s are amounts of money."),
    "guess_pictures": _("%(fits)s of %(filled)s are links to pictures."),
    "guess_province": _("%(fits)s of %(filled)s are provinces."),
    "guess_address": _("%(fits)s of %(filled)s look like addresses."),
    "guess_text": _("%(fits)s of %(filled)s are whole sentences."),
    "guess_nick": _("%(fits)s of %(filled)s are short names."),
    "column_doubtful": _("Only %(fits)s of %(filled)s can be read as: %(field)s."),
    # One row.
    "row_too_long": _("The row has %(cells)s cells under %(headings)s headings; it is shifted."),
    "cell_too_long": _("A cell holds more than %(most)s characters."),
    "quote_not_closed": _(
        "A quotation mark is never closed; the row runs over %(lines)s lines to the end."
    ),
    "line_not_an_object": _("The line is no JSON object."),
    "value_missing": _("%(field)s is empty."),
    "id_damaged": _(
        "%(field)s %(value)s can't be read: a sign in it is spoilt or a formula failed. "
        "Put the id from the platform there."
    ),
    "id_ruined": _(
        "%(field)s is %(value)s: a spreadsheet has rounded the number. "
        "Take it from the original export."
    ),
    "id_too_long": _("%(field)s is too long to be a number: %(value)s."),
    "time_unreadable": _("%(field)s is no date we can read: %(value)s."),
    "amount_unreadable": _("%(field)s is no amount: %(value)s."),
    "amount_out_of_range": _("%(field)s is negative or too large: %(value)s."),
    "count_unreadable": _("%(field)s is no whole number: %(value)s."),
    "stars_unreadable": _("%(field)s is not one to five stars: %(value)s."),
    "level_unreadable": _("%(field)s is neither good, neutral nor bad: %(value)s."),
    "review_empty": _("The row has neither a text nor a rating."),
    "rated_by_seller": _("This is the shop's own rating of a buyer."),
    "phone_unusable": _("The phone number is masked or incomplete."),
    "do_not_contact_listed": _("On the do-not-contact list %(file)s."),
}

#: Names of layouts, behind those of their platforms.
LAYOUTS: dict[str, LazyText | str] = {
    "douyin_orders": _("order export"),
    "jd_comments": _("answer of the API"),
    "jd_crawl": _("review table with stars"),
    "jd_crawl_members": _("review table with members"),
    "jd_crawl_short": _("short review table"),
    "jd_orders": _("order export"),
    "pdd_orders": _("order export"),
    "pdd_reviews": _("review table"),
    "taobao_order_items": _("list of items sold"),
    "taobao_orders_2017": _("order export, 2017"),
    "taobao_orders_2018": _("order export, since 2018"),
    "taobao_refunds": _("refund export"),
    "taobao_reviews": _("review page of Qianniu"),
    "tmall_feeds": _("appends of the API"),
    "tmall_rate_list": _("public reviews"),
    "top_refunds": _("refunds of the API"),
    "top_trade_rates": _("reviews of the API"),
}

#: Names of fields, for the sentences above.
FIELDS: dict[str, LazyText | str] = {
    "text": _("Review text"),
    "append_text": _("Append"),
    "reply": _("Shop's reply"),
    "buyer_nick": _("Buyer's nick"),
    "item_title": _("Product name"),
    "sku": _("Specification"),
    "images": _("Pictures"),
    "province": _("Province"),
    "state": _("State of the review"),
    "role": _("Who rated"),
    "counts_towards_score": _("Counts towards the score"),
    "receiver_name": _("Name on the parcel"),
    "address": _("Address"),
    "new_address": _("Changed address"),
    "status": _("Status"),
    "refund_status": _("Refund status"),
    "item_code": _("Seller's item code"),
    "tracking_number": _("Tracking number"),
    "carrier": _("Carrier"),
    "warehouse": _("Warehouse"),
    "device": _("Device"),
    "seller_memo": _("Shop's memo"),
    "buyer_memo": _("Buyer's memo"),
    "close_reason": _("Why the order was closed"),
    "main_order_number": _("Main order number"),
    "reason": _("Reason"),
    "description": _("Description"),
    "goods_back": _("Goods to be returned"),
    "rated_at": _("Review time"),
    "append_at": _("Time of the append"),
    "replied_at": _("Reply time"),
    "purchased_at": _("Purchase time"),
    "review_id": _("Review number"),
    "order_number": _("Order number"),
    "sub_order_number": _("Sub-order number"),
    "buyer_open_id": _("Buyer's id"),
    "item_id": _("Item number"),
    "item_price": _("Item price"),
    "stars": _("Stars"),
    "level": _("Review level"),
    "sentiment": _("Sentiment"),
    "phone": _("Phone"),
    "landline": _("Telephone"),
    "created_at": _("Creation time"),
    "paid_at": _("Payment time"),
    "shipped_at": _("Shipping time"),
    "ended_at": _("Completion time"),
    "modified_at": _("Time of the last change"),
    "paid_amount": _("Amount paid"),
    "total_amount": _("Order total"),
    "postage": _("Postage"),
    "refund_amount": _("Amount refunded"),
    "amount": _("Refund amount"),
    "refund_id": _("Refund number"),
    "quantity": _("Quantity"),
}
