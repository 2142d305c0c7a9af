//! Texts of the halls.

use super::words;

words! {
    /// What the halls say.
    HallWords;
    sign_in = "登录", "Sign in";
    login = "登录名", "Login";
    password = "密码", "Password";
    new_password = "新密码", "New password";
    password_hint(least) = "至少 {least} 个字符，可以是一句话；不能有姓名、证件号码或生日", "At least {least} characters, a sentence will do; not your name, ID number or birthday";
    have_code = "我有开通码，首次设置密码", "I have an activation code";
    activate = "开通账户", "Open my account";
    activate_title = "开通账户", "Open your account";
    activation_code = "开通码", "Activation code";
    activation_hint = "窗口、社区或单位管理员交给您的 8 位数字，只能用一次", "Eight digits that a counter, your community or your unit's administrator gave you; good once";
    demo_title = "演示角色", "Roles of the demo city";
    demo_lead = "数据均为虚构。选一个角色直接进入，不需要密码。", "All data are invented. Choose a role and go in; no password is needed.";
    demo_guest = "返回首页", "Back to the first page";
    go_on = "继续", "Continue";
    second_title = "验证身份", "Prove that it is you";
    code = "验证码", "Code";
    code_hint = "动态口令的 6 位数字，或短信收到的 8 位数字", "The six digits of your authenticator, or the eight of the message";
    send_code(to) = "向 {to} 发送验证码", "Send a code to {to}";
    code_sent(to) = "验证码已发送到 {to}，10 分钟内有效。", "A code was sent to {to}; it is good for ten minutes.";
    prove_title = "再次验证身份", "Prove again that it is you";
    prove_lead = "涉及资金和个人信息的操作需要再次验证。", "Money and personal data want a fresh proof.";
    choose_standing = "您以什么身份办理？", "As what do you act?";
    other_standing = "切换身份", "Change standing";
    security = "账户安全", "Account security";
    matters = "我的办件", "My matters";
    kind = "类型", "Kind";
    label = "名称", "Name";
    since = "开始时间", "Since";
    seen = "最近使用", "Last used";
    ends = "到期时间", "Ends";
    sessions = "登录中的设备和令牌", "Sessions and tokens";
    browser = "浏览器", "Browser";
    token = "接口令牌", "API token";
    this_session(label) = "{label}（本次登录）", "{label} (this one)";
    end_which = "要退出哪一个？", "Which one shall end?";
    end_session = "退出所选", "End it";
    factors = "登录验证方式", "Factors";
    set_authenticator = "设置动态口令", "Set up an authenticator";
    authenticator_secret = "密钥", "Secret";
    authenticator_address = "添加地址", "Address to add";
    authenticator_hint = "在动态口令应用中添加密钥后，输入显示的 6 位数字", "Add the secret to your authenticator, then enter the six digits it shows";
    confirm = "确认", "Confirm";
    tokens = "接口令牌", "API tokens";
    tokens_lead = "供人事系统等程序以您当前的身份调用接口。", "For software that acts for you in your present standing.";
    token_label = "用途", "What it is for";
    scope = "权限", "May";
    scope_read = "查询", "look up";
    scope_write = "办理", "ask and work";
    make_token = "生成令牌", "Make a token";
    shown_once = "只显示这一次，请立即保存", "Shown this once; keep it now";
    home = "我的大厅", "Home";
    welcome(name) = "{name}，您好", "Welcome, {name}";
    records = "查询与办件", "Look up";
    can_ask = "可以办理", "What can be asked for";
    latest_matters = "最近办件", "Latest matters";
    yes = "是", "Yes";
    no = "否", "No";
    about = "办理对象", "About";
    cancel = "取消", "Cancel";
    check_answers = "核对填写内容", "Check your answers";
    not_sent_yet = "请核对，尚未提交", "Check your answers; nothing is sent yet";
    would_come_of_it = "提交后将产生的结果", "What would come of it";
    review_is(review) = "审核方式：{review}", "Review: {review}";
    submit = "确认提交", "Submit";
    change_answers = "返回修改", "Change answers";
    matter(number) = "办件 {number}", "Matter {number}";
    no_matters = "还没有办件", "No matters yet";
    no_matters_why = "提交申请后，在这里查看进度和结果。", "Once you have asked for something, its progress is shown here.";
    number = "办件编号", "Number";
    service = "事项", "Service";
    asked_at = "提交时间", "Asked at";
    due = "法定办结期限", "Time limit";
    state = "状态", "State";
    what_was_asked = "申请内容", "What was asked";
    history = "办理过程", "History";
    until(day) = "最晚 {day}", "by {day}";
    done_title = "已办结", "Done";
    submitted_title = "申请已提交", "Submitted";
    done_next = "结果已经生效。", "It has taken effect.";
    second_next = "已由一人办理，等待另一人复核。", "Decided by one officer; a second has to agree.";
    waits_next = "由经办人员审核。", "An officer will look at it.";
    due_next(day) = "由经办人员审核，最晚 {day} 办结。", "An officer will decide by {day}.";
    follow_here = "本页可随时回来查看，也可以打印作为回执。", "Come back to this page at any time, or print it as a receipt.";
    decision = "办理结果", "Decision";
    granted = "予以办理", "Granted";
    refused = "不予办理", "Refused";
    outcome = "结果", "Outcome";
    decided_at = "决定时间", "Decided at";
    decided_by = "经办人", "Decided by";
    decision_number = "决定编号", "Decision";
    basis = "依据", "Legal basis";
    law_hash = "规则版本", "Rules";
    signature = "电子签名", "Signature";
    rests_on = "依据的事实", "It rests on";
    proof = "依据与电子签名", "Grounds and signature";
    why_this_figure = "为什么是这个数", "Why this figure";
    explanation_pdf = "计算说明书（PDF）", "Explanation as PDF";
    grounds = "计算依据", "Grounds";
    awards = "待遇核定", "Awards";
    no_awards = "没有待遇核定", "No awards";
    no_awards_why = "待遇核定后，这里显示金额、计算过程和依据。", "Once a pension is awarded, its amount, steps and sources are shown here.";
    award_of(month) = "基本养老金（自 {month} 起）", "Pension from {month}";
    monthly = "月养老金（元，核定时）", "A month (yuan, as awarded)";
    provisional = "预核定，当年数据公布后重算", "provisional until the year's figures are out";
    final_award = "已核定", "final";
    approved_by = "复核人", "Second person";
    why_contributions(month) = "{month} 应缴费是怎么算出来的", "How the contributions of {month} came about";
    bill_title(bill, kind) = "核定单 {bill}（{kind}）", "Bill {bill} ({kind})";
    billed_before = "此前已核定", "Billed before";
    difference_is = "本单只核定差额：按下列步骤应缴的，减去此前已核定的。", "This bill is the difference: what the steps below come to, less what was billed before.";
    not_reconstructed = "现有记录算不出当时的核定金额，因此不作解释；请向经办机构查询。", "The record does not lead to what was billed, so no reason is given; ask the agency.";
    by_rule_set(hash) = "规则集 {hash}", "Rule set {hash}";
    parts_of_line(unit, person, account) = "单位 {unit} 元，个人 {person} 元，记入个人账户 {account} 元", "unit {unit}, person {person}, account {account} yuan";
    receipt_file = "下载决定回执（含电子签名，可重演）", "Download the signed receipt (it can be replayed)";
    correct = "补正后重新提交", "Correct and submit again";
    withdraw = "撤回申请", "Take it back";
    reason = "理由", "Reason";
    reason_hint = "退回须写明补正内容，不予办理须写明法律依据", "What to correct, or the legal ground of a refusal";
    agree = "审核通过", "Agree";
    claim = "签收", "Claim";
    send_back = "退回补正", "Send back";
    turn_down = "不予办理", "Refuse";
    give_back = "退回待办", "Back to the basket";
    approve = "复核通过", "Approve";
    disagree = "复核退回", "Do not approve";
    basket = "本岗待办", "Basket of my desk";
    held_by_me = "我已签收", "Held by me";
    second_basket = "待复核", "Waiting for a second person";
    nothing_waits = "没有待办", "Nothing waits";
    nothing_waits_why = "需要处理的办件会出现在这里，期限近的在前。", "What has to be done appears here, the nearest time limit first.";
    find = "查找人员和单位", "Find people and units";
    find_by = "姓名、单位名称、证件号码、信用代码或编号", "Name, ID number, credit code or number";
    find_button = "查找", "Find";
    found = "找到", "Found";
    nobody = "没有找到", "Nobody found";
    nobody_why = "请核对姓名或号码。只能找到您管辖地区的人员和单位。", "Check the name or number. Only those of your region are found.";
    no_staff = "该月没有参保人员。", "Nobody is insured at the unit in that month.";
    is_unit = "单位", "unit";
    is_person = "个人", "person";
    name = "名称", "Name";
    document = "证件号码", "Document";
    party_number = "编号", "Number";
    profile = "个人参保信息", "My data";
    born = "出生日期", "Born";
    phone = "手机号码", "Phone";
    address = "联系地址", "Address";
    pay_account = "待遇账户", "Account for benefits";
    insured_in = "参保险种", "Insured in";
    insurance = "险种", "Insurance";
    payer = "缴费单位（人）", "Payer";
    from = "起始", "From";
    to = "截止", "To";
    tier = "档次", "Tier";
    until_now = "在保", "insured";
    contributions = "历年逐月缴费明细", "Contributions by month";
    month = "年月", "Month";
    base = "缴费基数", "Base";
    unit_part = "单位缴费", "Unit part";
    person_part = "个人缴费", "Own part";
    to_account = "划入个人账户", "To the account";
    received = "已到账", "received";
    not_received = "未到账", "not received";
    no_record = "没有缴费记录", "No contributions";
    no_record_why = "有缴费核定后，这里逐月显示。", "Once something was assessed, it is shown here by month.";
    accounts = "个人账户", "Personal accounts";
    no_account = "没有个人账户", "No personal account";
    no_account_why = "首次缴费到账后建立个人账户。", "An account is opened with the first contribution received.";
    year = "年度", "Year";
    show = "查看", "Show";
    opening = "年初余额", "At the beginning";
    credited = "本年记入", "Credited";
    interest = "利息", "Interest";
    paid_out = "支出或转出", "Paid out";
    closing = "年末余额", "At the end";
    account_in_year(account, year) = "{account} · {year} 年", "{account} · {year}";
    growth(account) = "{account}的积累（元）", "{account}: growth (yuan)";
    principal = "本金", "Principal";
    statement_pdf(year) = "下载 {year} 年个人权益记录单（PDF）", "Statement of {year} as PDF";
    trail = "我的数据被谁看过", "Who looked at my data";
    trail_lead = "除您本人外，每一次查看都会留下记录。", "Whenever somebody else looks, it is recorded.";
    nobody_looked = "还没有人看过", "Nobody has looked";
    when = "时间", "When";
    as_what = "身份", "As";
    looked_at = "查看内容", "Looked at";
    channel = "渠道", "Channel";
    unit = "单位信息", "The unit";
    roster = "参保人员名册", "Insured staff";
    operators = "经办人", "Operators";
    dues = "应缴、实缴与欠费", "Bills, payments, arrears";
    credit_code = "统一社会信用代码", "Credit code";
    industry_class = "工伤行业类别", "Industry class";
    district = "所在地区", "District";
    credit = "信用等级", "Credit";
    credit_good = "信用良好（自动审核）", "good: approved at once";
    credit_normal = "一般", "normal";
    running = "正常", "running";
    closed = "已注销", "closed";
    people_insured = "在保人数", "People insured";
    declare_until(month) = "{month} 申报截止", "Declaration of {month} ends";
    people_in(month, count) = "{month} 共 {count} 人", "{count} people in {month}";
    wage = "申报工资（元）", "Wage (yuan)";
    active = "已开通", "active";
    not_activated = "待开通", "not activated";
    rights = "权限", "Rights";
    yuan = "元", "yuan";
    as_of(day) = "截至 {day}", "As of {day}";
    open_now = "待缴", "Open";
    overdue = "其中逾期", "Overdue";
    late_fee = "滞纳金", "Late fee";
    owed = "待缴明细", "What is open";
    pay_by = "缴费期限", "Pay by";
    bill = "核定单号", "Bill";
    bills = "缴费通知单", "Bills";
    people_on_it = "人数", "People";
    total = "合计", "Total";
    no_bills = "没有核定单", "No bills";
    api_title = "接口说明", "The API";
    api_lead = "程序用令牌调用：Authorization: Bearer 令牌。令牌在“账户安全”中生成。同一个 Idempotency-Key 只办理一次。", "Programs send Authorization: Bearer TOKEN; tokens are made under Account security. One Idempotency-Key is carried out once.";
    api_calls = "查询与办件", "Records and matters";
    api_services = "事项", "Services";
    api_call = "调用", "Call";
    api_what = "作用", "What it does";
    api_needs = "需要", "Needs";
    api_field = "字段", "Field";
    api_required = "必填", "Required";
    api_hint = "说明", "Hint";
    no_bills_why = "每月核定后，这里显示缴费通知单。", "Once a month is assessed, its bill is shown here.";
}

macro_rules! pairs {
    ($(#[$doc:meta])* $name:ident; $($key:literal = $zh:literal, $en:literal;)*) => {
        impl HallWords {
            $(#[$doc])*
            pub(crate) fn $name(self, key: &str) -> String {
                match key {
                    $($key => self.0.pick($zh, $en).to_owned(),)*
                    other => other.to_owned(),
                }
            }
        }
    };
}

pairs! {
    /// What the effects and inputs of decisions are called.
    effect;
    "person" = "个人编号", "Person";
    "unit" = "单位编号", "Unit";
    "from" = "起始", "From";
    "last_month" = "最后参保年月", "Last month";
    "closed_after" = "注销前最后年月", "Closed after";
    "tier" = "缴费档次", "Tier";
    "tier_before" = "原档次", "Tier before";
    "wage" = "月工资", "Wage";
    "changed" = "变更内容", "Changed";
    "phone" = "手机号码", "Phone";
    "phone_before" = "原手机号码", "Phone before";
    "address" = "联系地址", "Address";
    "name" = "姓名或名称", "Name";
    "number" = "证件号码", "Document";
    "id_number" = "公民身份号码", "ID number";
    "account" = "银行账号", "Account";
    "before" = "变更前", "Before";
    "social" = "社会保障功能", "Social function";
    "registered_on" = "登记日期", "Registered on";
    "insurances" = "险种", "Insurances";
    "agreement" = "协议编号", "Agreement";
    "ended" = "终止", "Ended";
    "user" = "用户编号", "User";
    "standing" = "授权编号", "Standing";
    "agent" = "代办人", "Agent";
    "until" = "截止日期", "Until";
    "ground" = "法律依据", "Ground";
    "asked" = "申请内容", "Asked";
    "kind" = "类型", "Kind";
    "class" = "行业类别", "Class";
    "login" = "登录名", "Login";
    "right" = "权限", "Right";
    "relative" = "关系", "Relation";
    "why" = "原因", "Reason";
    "reason" = "原因", "Reason";
    "last" = "最后年月", "Last month";
    "involuntary" = "非本人意愿", "Involuntary";
    "form" = "用工形式", "Form of employment";
    "holder" = "户名", "Name of the account";
    "bank" = "开户银行", "Bank";
    "credit_code" = "信用代码", "Credit code";
    "region" = "地区", "Region";
    "correction" = "涉及已核定月份", "Assessed months";
    "work_from" = "入职日期", "First day of work";
    "refused" = "不予办理", "Refused";
    "record" = "参保缴费记录", "Record";
    "group" = "退休类别", "Group of the retirement age";
    "group_today" = "申领时的退休类别", "Group on the day of the claim";
    "birth" = "出生年月", "Month of birth";
    "month" = "退休年月", "Month of retirement";
    "months" = "累计缴费月数", "Contribution months";
    "paid" = "历年缴费（年、基数合计、月数）", "Paid by year (year, bases, months)";
    "paid_months" = "实际缴费月数", "Months paid";
    "deemed_months" = "视同缴费月数", "Months deemed paid";
    "gap_months" = "中断月数", "Months missed";
    "pension_account" = "养老个人账户", "Pension account";
    "account_balance" = "个人账户储存额", "Balance of the account";
    "index" = "平均缴费指数", "Average index";
    "age_months" = "退休时月龄", "Age in months";
    "origins" = "事实的来源记录", "Records that the facts came from";
    "table" = "记录", "Record";
    "fact" = "项目", "Fact";
    "matter" = "登记办件", "Recorded by matter";
    "persons" = "个人编号", "People";
    "insurance" = "险种代码", "Insurance";
    "formula" = "公式", "Formula";
    "version" = "版本", "Version";
    "award" = "待遇", "Award";
    "benefit" = "待遇种类", "Benefit";
    "fund" = "基金", "Fund";
    "to" = "止", "To";
    "amount" = "月金额（元）", "Monthly amount (yuan)";
    "account_part" = "其中个人账户（元）", "Of it from the account (yuan)";
    "provisional" = "预核定", "Provisional";
    "through" = "计至", "Valued to the end of";
    "opening" = "期初余额（元）", "Opening balance (yuan)";
    "balance" = "余额（元）", "Balance (yuan)";
    "later" = "此后记入（元）", "Booked later (yuan)";
    "years" = "各年", "Years";
    "year" = "年度", "Year";
    "credits" = "各月记入（分）", "Credited by month (fen)";
    "interest" = "利息", "Interest";
}

pairs! {
    /// Words that decisions record as values.
    value;
    "yes" = "是", "yes";
    "no" = "否", "no";
    "9999-12" = "长期", "open";
    "male-60" = "男职工（原 60 周岁）", "men, 60 before the reform";
    "female-55" = "管理技术岗位女职工（原 55 周岁）", "women, 55 before the reform";
    "female-50" = "生产操作岗位女职工（原 50 周岁）", "women, 50 before the reform";
    "resident-pension" = "居民养老保险", "residents' pension";
    "survivor" = "丧葬补助金和抚恤金", "survivors' grants";
    "inheritance" = "个人账户继承", "inheritance of the account";
    "inactive" = "未启用", "inactive";
    "active" = "正常", "active";
    "lost" = "挂失", "lost";
    "closed" = "注销", "closed";
    "pension" = "职工养老保险", "employee pension";
    "medical" = "职工医疗保险", "employee medical";
    "large-medical" = "大病互助", "large medical expenses";
    "unemployment" = "失业保险", "unemployment";
    "injury" = "工伤保险", "work injury";
    "maternity" = "生育保险", "maternity";
}

pairs! {
    /// Lines of a matter's history.
    event;
    "submitted" = "提交申请", "Submitted";
    "claimed" = "签收", "Claimed";
    "handed-over" = "转办", "Handed over";
    "sent-back" = "退回补正", "Sent back";
    "corrected" = "补正后提交", "Corrected";
    "agreed" = "审核通过", "Agreed to";
    "turned-down" = "不予办理", "Refused";
    "withdrawn" = "撤回", "Taken back";
}

pairs! {
    /// How a person stands.
    status;
    "insured" = "正常", "registered";
    "retired" = "退休", "retired";
    "dead" = "死亡", "dead";
    "left" = "终止参保", "left for good";
}

pairs! {
    /// Why a bill was made.
    bill_kind;
    "regular" = "月度核定", "monthly";
    "difference" = "补差", "difference";
    "back-payment" = "补缴", "back payment";
    "take-over" = "接收", "taken over";
}
