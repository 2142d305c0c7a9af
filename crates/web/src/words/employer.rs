//! Texts of the employer hall.

use super::{pairs, words};

words! {
    /// What the employer hall says.
    EmployerWords;
    batches = "批量办理", "Files of staff";
    batches_lead = "下载模板，填好后上传。系统先逐行检查，不改动任何数据；核对后提交，合格的行即时办理，有误的行可下载更正。", "Download a template, fill it in and hand it in. Every row is checked first, nothing is changed; then good rows are taken in, and the rest come back as a file to correct.";
    which_kind = "办理什么业务？", "What is it about?";
    which_file = "选择文件", "Choose the file";
    file_hint = "Excel（.xlsx、.xls）或 CSV。自有人事系统导出的表格也可以，列名不同时只需确认一次。", "Excel (.xlsx, .xls) or CSV. A table of your own software will do; you say once what its columns mean.";
    file_limit = "20 MB", "20 MB";
    upload_and_check = "上传并检查", "Hand in and check";
    templates = "空白模板", "Templates";
    template_of(kind) = "{kind}模板（.xlsx）", "Template: {kind} (.xlsx)";
    history = "批量办理记录", "Files handed in";
    no_batches = "还没有批量文件", "No files yet";
    no_batches_why = "上传后，这里显示检查和办理结果，可随时回来继续。", "What you hand in is listed here; you can go on at any time.";
    file = "文件", "File";
    file_kind = "业务", "About";
    rows = "行数", "Rows";
    handed_in_at = "上传时间", "Handed in";
    step_upload = "上传", "Hand in";
    step_columns = "确认列", "Columns";
    step_check = "检查", "Check";
    step_submit = "核对提交", "Submit";
    step_result = "结果", "Result";
    columns_title = "确认各列的含义", "What the columns mean";
    columns_lead = "系统没有认出全部必填列。请选择每一列对应的内容，今后同样的表格自动识别。", "Not every required column was recognised. Say what each column holds; the next table like it is read by itself.";
    columns_known = "各列的含义如下。可以修改，今后同样的表格照此识别。", "This is what the columns are taken for. It can be changed and is remembered.";
    column_samples(samples) = "例：{samples}", "for example {samples}";
    column_empty = "该列没有内容", "nothing stands in it";
    column_left_out = "不使用这一列", "Leave it out";
    column_required(name) = "{name}（必填）", "{name} (required)";
    save_and_check = "保存并检查", "Save and check";
    change_columns = "修改列的含义", "Change what the columns mean";
    checking(name) = "正在检查 {name}", "Checking {name}";
    taking(name) = "正在办理 {name}", "Taking in {name}";
    waits_by_itself = "本页会自动刷新，也可以离开，稍后从批量办理记录回来。", "This page refreshes itself. You can leave and come back from the list of files.";
    checked_lead = "检查完成，尚未办理", "Checked; nothing was changed yet";
    good_rows = "可以办理", "Good rows";
    taken_rows = "已办理", "Taken in";
    known_rows = "此前已登记", "On record before";
    bad_rows = "有误", "Bad rows";
    all_rows = "共", "All rows";
    rows_unit = "行", "rows";
    wrong_rows = "有误的行", "Rows to correct";
    row = "行", "Row";
    column = "列", "Column";
    value = "内容", "Value";
    what_is_wrong = "问题", "What is wrong";
    what_to_do = "怎么改", "What to do";
    failed_file = "下载失败行（可直接更正后再上传）", "Download the rows that failed";
    good_ones_only = "提交后只办理合格的行；有误的行不办理，更正后另行上传，不会重复办理。", "Only good rows are taken in. Correct the rest and hand them in again; nothing is done twice.";
    submit_rows(count) = "确认办理 {count} 行", "Take in {count} rows";
    nothing_to_submit = "没有可以办理的行。请按提示更正后重新上传。", "No row can be taken. Correct the file and hand it in again.";
    all_known = "各行内容此前均已登记，无需办理。", "All rows are on record already; there is nothing to do.";
    taken_title(count) = "已办理 {count} 行", "{count} rows were taken in";
    partly_title(count, bad) = "已办理 {count} 行，{bad} 行有误未办理", "{count} rows were taken in, {bad} were not";
    known_before(count) = "其中 {count} 行此前已登记，没有重复办理。", "{count} of them were on record before; nothing was doubled.";
    correct_and_again = "下载失败行，更正后在下面上传即可。", "Download the rows that failed, correct them and hand them in below.";
    see_matter = "查看办件与决定", "See the matter";
    print_list = "打印名册（盖章签字，PDF）", "List for seal and signature (PDF)";
    again = "上传更正后的文件", "Hand in the corrected file";
    another = "上传另一个文件", "Hand in another file";
    stopped_title = "没有办理", "It was not done";
    removed = "文件内容已按保存期限删除，办理结果见办件。", "The content was removed after its time; what came of it stands with the matter.";
    batch_of_matter = "批量文件与失败行", "File and rows that failed";
    forecast_title(month, before) = "{month} 应缴预计，与 {before} 相比", "{month} as it will be billed, beside {before}";
    forecast_undeclared(count) = "{count} 人尚未申报工资，按上月工资测算。", "{count} people have no declared wage and are counted at last month's.";
    people = "人数", "People";
    unit_part = "单位部分（元）", "Unit (yuan)";
    person_part = "个人部分（元）", "People (yuan)";
    total = "合计（元）", "Total (yuan)";
    difference = "差额", "Difference";
    why_different = "差额从何而来", "Where the difference comes from";
    same_as_before = "与上月相同。", "The same as the month before.";
    forecast_page = "下月应缴预计", "Next bill";
    forecast_lead(month) = "按现有参保和工资记录测算 {month} 的应缴金额，以核定单为准。", "What {month} comes to by the records; the bill decides.";
    list_title(service) = "{service}人员名册", "People of: {service}";
    person_name = "姓名", "Name";
    last_month = "最后参保年月", "Last month";
    own_signature = "本人签字", "Signature";
    list_note = "本名册由单位盖章、本人签字后留存备查。证件号码已作部分隐藏。", "To be sealed by the unit, signed by each and kept. ID numbers are shown in part.";
    unit_seal = "单位（盖章）", "Unit (seal)";
    clerk = "经办人（签字）", "Clerk";
    date = "日期", "Date";
    notice_title = "社会保险费缴费通知单", "Bill";
    notice_of(month, kind) = "{month} · {kind}", "{month} · {kind}";
    late_from = "滞纳金起算日", "Late fee from";
    notice_how(bill) = "已签订委托扣款协议的，到期自动扣款；自行缴费的，请在附言中注明核定单号 {bill}。", "Where a debit agreement holds, it is collected by itself; else name bill {bill} in the transfer.";
    collecting_seal = "收费专用章", "collection";
    business_seal = "业务专用章", "business";
    arrears_title = "社会保险费欠费明细", "Arrears";
    arrears_pdf = "欠费明细（PDF）", "Arrears as PDF";
    arrears_note(day) = "滞纳金计至 {day}，以实际到账日为准。", "Late fees to {day}; the day the money arrives decides.";
    days_late = "逾期天数", "Days late";
    open_yuan = "待缴（元）", "Open (yuan)";
    late_fee_yuan = "滞纳金（元）", "Late fee (yuan)";
    due = "应缴", "Due";
    due_yuan = "应缴（元）", "Due (yuan)";
    received_yuan = "实缴（元）", "Received (yuan)";
    written_off_yuan = "核销（元）", "Written off (yuan)";
    amount_yuan = "金额（元）", "Amount (yuan)";
    settlement_title = "社会保险费结算单", "Settlement";
    settlement_pdf = "打印结算单（PDF）", "Settlement as PDF";
    settlement_note = "应缴按核定单所属月份，实缴按到账登记。", "Due by the month billed, received as it was booked.";
    months(from, to) = "{from} 至 {to}", "{from} to {to}";
    money_received = "期间到账（元）", "Received in these months (yuan)";
    kept_for_payer = "暂存（元）", "Kept (yuan)";
    by_month_and_insurance = "逐月逐险种缴费情况", "By month and insurance";
    tax_account = "到账流水", "Money received";
    receipt_number = "到账编号", "Receipt";
    slips = "专用收据", "Receipts";
    slips_of(month) = "{month} 的收据", "Receipts of {month}";
    slip = "收据", "Receipt";
    slip_pdf(number) = "收据 {number}（PDF）", "Receipt {number} (PDF)";
    no_slips = "没有收据", "No receipts";
    no_slips_why = "该月的费款到账后，可以在这里打印收据。", "Once money for the month has arrived, its receipt can be printed here.";
    received_on = "到账日期", "Received on";
    way = "缴费方式", "Way";
    voucher = "凭证号", "Voucher";
    notice_pdf = "通知单（PDF）", "Bill as PDF";
    certificate = "单位参保证明", "Certificate of insurance";
    changes = "增减名册", "Joiners and leavers";
    changes_of(month) = "{month} 增减人员", "Joiners and leavers of {month}";
    no_changes = "该月没有人员增减", "Nobody joined or left";
    no_changes_why = "增员从当月起、减员到当月止的人员列在这里。", "Who begins with the month and whose last month it is stands here.";
    joined = "增加", "joined";
    left = "减少", "left";
    retirees = "到龄与退休人员", "Retirement";
    no_retirees = "没有本单位退休人员", "Nobody retired from here";
    no_retirees_why = "最后在本单位参保并已领取养老金的人员列在这里。", "Whose last employer this was and who draws a pension stands here.";
    retired_from_here = "本单位退休人员", "Retired from here";
    statutory_month = "法定退休年月", "Statutory month";
    pension_from = "养老金起始年月", "Pension from";
    staff_benefits = "职工待遇与社保卡", "Benefits and cards of staff";
    benefits_of_staff = "职工待遇", "Benefits of staff";
    benefit_kind = "待遇项目", "Benefit";
    cards_not_in_use = "社保卡未启用人员", "Cards not in use";
    nothing_of_staff = "没有待办的待遇和社保卡", "Nothing to see to";
    nothing_of_staff_why = "职工的生育、工伤待遇和未启用的社保卡会列在这里。", "Maternity and injury benefits of staff and cards not in use stand here.";
    not_to_forget = "近期提醒", "Not to forget";
    declare_month(month) = "{month} 申报", "Declaration of {month}";
    days_left(days) = "还剩 {days} 天", "{days} days left";
    paused = "已暂停", "paused";
    wages_missing = "未申报工资人员", "Wages not declared";
    wages_missing_why = "截止后将按上月缴费基数的规定核定。", "After the cut-off they are assessed as the law says for want of a declaration.";
    people_count(count) = "{count} 人", "{count} people";
    reach_the_age = "已到或半年内到达法定退休年龄", "At the retirement age, or reaching it within half a year";
    retires_in(name, month) = "{name}（{month}）", "{name} ({month})";
    in_arrears = "逾期欠费", "In arrears";
    late_fee_so_far(amount) = "滞纳金已计 {amount} 元", "Late fees so far {amount} yuan";
    yuan_amount(amount) = "{amount} 元", "{amount} yuan";
    how_to_pay = "缴费方式", "How to pay";
    paid_by_debit(account, mandate) = "已签订委托扣款协议（{mandate}），到期从 {account} 自动扣款。", "Agreement {mandate} collects from {account} when it falls due.";
    pay_by_order(payer) = "可签订委托扣款协议自动扣缴，或到银行转账，附言注明单位编号 {payer} 和核定单号。", "Make a debit agreement, or transfer the money naming number {payer} and the bill.";
    make_agreement = "签订委托扣款协议", "Make a debit agreement";
    find_in_roster = "姓名", "Name";
    any_insurance = "全部险种", "Any insurance";
    roster_xlsx = "导出 Excel", "As Excel";
    roster_csv = "导出 CSV", "As CSV";
    on_paper = "打印", "On paper";
    make_code = "生成开通码", "Make an activation code";
    activation_title = "开通码", "Activation code";
    activation_for(login) = "为 {login} 生成开通码", "Activation code for {login}";
    activation_code(login, code) = "{login} 的开通码：{code}。只显示这一次，7 天内有效，请当面交给本人。", "Activation code of {login}: {code}. It is shown this once and is good for seven days.";
    parts = "同时办理的事项", "Done together";
    part_of(number) = "属于办件 {number}", "Part of matter {number}";
    window(month, opens, cutoff) = "{month} 申报期：{opens} 至 {cutoff}", "Declaration of {month}: {opens} to {cutoff}";
    window_closed = "现在不在申报期内", "Declaration is closed now";
}

pairs! {
    /// How far a file has come.
    EmployerWords.upload_state;
    "new" = "待确认列", "columns to be named";
    "checking" = "检查中", "being checked";
    "checked" = "已检查，待提交", "checked";
    "taking" = "办理中", "being taken in";
    "taken" = "已办理", "taken in";
    "stopped" = "未办理", "not done";
}

pairs! {
    /// Why a month differs from the one before.
    EmployerWords.difference_reason;
    "joined" = "新增人员", "joiners";
    "left" = "减少人员", "leavers";
    "insurances" = "险种变动", "other insurances";
    "wage" = "工资变动", "other wages";
    "law" = "费率或上下限变动", "other rates or bounds";
}

pairs! {
    /// How money came.
    EmployerWords.money_source;
    "bank" = "银行扣款", "direct debit";
    "tax" = "税务征收", "tax authority";
    "counter" = "柜台或转账", "counter or transfer";
    "treasury" = "财政", "treasury";
    "difference" = "差额抵缴", "settled against a difference";
    "reversal" = "冲正", "reversal";
}

pairs! {
    /// Why somebody joined or left.
    EmployerWords.change_reason;
    "first" = "首次参保", "first time";
    "resume" = "续保", "resumed";
    "resumed" = "续保", "resumed";
    "changed-unit" = "统筹区内转入", "from another unit here";
    "move-within" = "统筹区内转入", "from another unit here";
    "moved-in" = "统筹区外转入", "moved in";
    "move-in" = "统筹区外转入", "moved in";
    "military" = "军转安置", "from the army";
    "graduate" = "大中专毕业", "graduate";
    "expired" = "合同期满", "contract ended";
    "dismissed" = "单位解除", "dismissed";
    "agreed" = "协商解除", "by agreement";
    "resigned" = "本人辞职", "resigned";
    "retired" = "退休", "retired";
    "died" = "死亡", "died";
    "moved" = "调出", "moved away";
    "army-or-school" = "入伍升学", "army or school";
    "emigrated" = "出国定居", "emigrated";
    "other" = "其他", "other";
}

pairs! {
    /// Benefits that a unit has to do with.
    EmployerWords.benefit;
    "maternity-allowance" = "生育津贴", "maternity allowance";
    "birth-costs" = "生育医疗费用", "costs of a birth";
    "injury-lump" = "一次性伤残补助金", "disability grant";
    "injury-allowance" = "伤残津贴", "disability allowance";
    "nursing" = "生活护理费", "nursing allowance";
    "injury-leaving" = "一次性工伤医疗补助金", "medical grant on leaving";
    "work-death" = "一次性工亡补助金", "grant for a death at work";
    "work-funeral" = "丧葬补助金", "funeral grant";
}

pairs! {
    /// How far a card has come.
    EmployerWords.card_state;
    "none" = "制作中或未申领", "in production or not asked for";
    "inactive" = "已制发，待启用", "issued, to be put to use";
    "lost" = "挂失", "reported lost";
    "closed" = "已注销", "closed";
}
