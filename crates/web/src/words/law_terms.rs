//! What the words and columns of law files are called: `fen-half-up`, `age`. A test holds the list against the catalogue.

use super::{LawWords, pairs};

pairs! {
    /// What the first part of a parameter's id is about.
    LawWords.group_of;
    "contribution" = "缴费", "Contributions";
    "employment" = "就业", "Employment";
    "injury" = "工伤保险", "Work injury";
    "income" = "居民收入", "Incomes";
    "unemployment" = "失业保险", "Unemployment";
    "maternity" = "生育待遇", "Maternity";
    "medical" = "医疗保险", "Medical";
    "transfer" = "关系转移接续", "Moving the relation";
    "resident" = "城乡居民养老保险", "Residents' pension";
    "annuity" = "职业年金", "Occupational annuity";
    "pension" = "职工基本养老金", "Employee pension";
    "late_fee" = "滞纳金", "Late fee";
    "writeoff" = "核销", "Write-off";
    "collection" = "征收", "Collection";
    "account" = "个人账户", "Personal account";
    "retirement" = "退休年龄", "Retirement age";
    "disability" = "病残津贴", "Disability allowance";
    "adjustment" = "养老金调整", "Adjustment of pensions";
    "survivor" = "遗属待遇", "Survivors";
    "calendar" = "申报日历", "Declaration calendar";
}

pairs! {
    /// Units of parameters.
    LawWords.unit_of;
    "ratio" = "比例", "ratio";
    "percent" = "百分比", "percentage";
    "index" = "系数", "index";
    "yuan" = "元", "yuan";
    "fen" = "分", "fen";
    "months" = "月", "months";
    "years" = "年", "years";
    "days" = "天", "days";
    "day-of-month" = "日", "day of the month";
    "hour" = "时", "hour";
    "count" = "个数", "count";
    "month" = "年月", "month";
    "word" = "规则名", "name of a rule";
    "flag" = "是否", "yes or no";
    "table" = "表", "table";
}

pairs! {
    /// Columns of the law's tables.
    LawWords.column_of;
    "tier" = "档次", "tier";
    "subsidy" = "补贴", "subsidy";
    "group" = "人群", "group";
    "person" = "个人", "person";
    "class" = "行业类别", "class";
    "rate" = "标准", "rate";
    "class_from" = "类别自", "class from";
    "class_to" = "类别至", "class to";
    "factor" = "系数", "factor";
    "grade" = "伤残等级", "grade";
    "months" = "月数", "months";
    "share" = "比例", "share";
    "payer" = "支付方", "payer";
    "level" = "等级", "level";
    "kind" = "种类", "kind";
    "medical" = "医疗补助金", "medical grant";
    "employment" = "就业补助金", "employment grant";
    "below_years" = "距退休不满（年）", "below years";
    "from_years" = "满（年）", "from years";
    "step_years" = "每增（年）", "step in years";
    "step_months" = "增发（月）", "step in months";
    "at_most" = "最多（月）", "at most";
    "from_month" = "自第几个月", "from month";
    "amount" = "金额", "amount";
    "up_to_insured" = "参保人数不超过", "up to insured";
    "limit" = "上限", "limit";
    "size" = "企业规模", "size";
    "ratio" = "比例", "ratio";
    "below_months" = "不满（月）", "below months";
    "days" = "天数", "days";
    "case" = "情形", "case";
    "up_to_months" = "妊娠不超过（月）", "up to months";
    "retired" = "退休人员", "retired";
    "from_admission" = "自第几次住院", "from admission";
    "from" = "自", "from";
    "to" = "至", "to";
    "fund" = "支付基金", "fund";
    "filing" = "备案类型", "filing";
    "cut" = "降低", "cut";
    "from_tier" = "档次自", "from tier";
    "insurance" = "险种", "insurance";
    "age" = "年龄", "age";
    "up_to" = "不超过（年）", "up to";
    "from_age" = "年满", "from age";
    "grant" = "抚恤金（月）", "grant";
    "cutoff_day" = "截止日", "cut-off day";
}

pairs! {
    /// Words that a parameter may be.
    LawWords.term;
    "yes" = "是", "yes";
    "no" = "否", "no";
    "fen-half-up" = "四舍五入到分", "half up to the fen";
    "jiao-up" = "见分进角", "up to the jiao";
    "yuan-half-up" = "四舍五入到元", "half up to the yuan";
    "yuan-down" = "舍去角分", "cut to the yuan";
    "exact" = "按月折算，不取整", "exact";
    "two-decimals" = "保留两位小数", "two decimals";
    "cut-two-decimals" = "截取两位小数", "cut to two decimals";
    "up-one-decimal" = "进位到一位小数", "up to one decimal";
    "year-and-month" = "年、月分计", "years and months apart";
    "indexed-wage" = "指数化工资", "indexed wage";
    "mean-of-base-and-indexed" = "计发基数与指数化工资的平均", "mean of base and indexed wage";
    "left-out" = "不计入", "left out";
    "as-zero" = "按零计入", "counted as zero";
    "one-base" = "单一基数", "one base";
    "city-and-indexed-province" = "市基数与指数化省基数", "city base and indexed province base";
    "province-and-indexed-city" = "省基数与指数化市基数", "province base and indexed city base";
    "fixed" = "固定指数", "a fixed index";
    "own-average" = "本人平均指数", "the person's own average";
    "monthly-accumulation" = "月积数法", "month by month";
    "annual" = "年度计算法", "by the year";
    "booked" = "到账月", "month booked";
    "belongs" = "所属月", "month it belongs to";
    "day-after-deadline" = "期限次日", "the day after the deadline";
    "first-of-second-month" = "次次月一日", "first day of the second month";
    "payment-day" = "缴款日", "the day of payment";
    "day-before-bill" = "核定前一日", "the day before the bill";
    "average-wage" = "平均工资", "average wage";
    "benefit" = "失业保险金", "the benefit";
    "resident-sums" = "居民定额", "residents' sums";
    "employee-treatment" = "职工待遇", "employees' treatment";
    "child" = "儿童、子女", "child";
    "working-age" = "劳动年龄", "working age";
    "old" = "老年", "old";
    "spouse" = "配偶", "spouse";
    "parent" = "父母", "parent";
    "sibling" = "兄弟姐妹", "sibling";
    "grandparent" = "祖父母", "grandparent";
    "grandchild" = "孙子女", "grandchild";
    "orphan" = "孤儿", "orphan";
    "lonely-old" = "孤寡老人", "old and alone";
    "fund" = "基金", "the fund";
    "employer" = "用人单位", "the employer";
    "full" = "完全不能自理", "needs all care";
    "most" = "大部分不能自理", "needs most care";
    "part" = "部分不能自理", "needs some care";
    "large" = "大", "large";
    "small" = "中小微", "small";
    "normal" = "顺产", "normal";
    "difficult" = "难产", "difficult";
    "multiple" = "多胞胎", "multiple";
    "miscarriage" = "流产", "miscarriage";
    "pool" = "统筹基金", "pooled fund";
    "long-term" = "长期居住", "long-term";
    "referral" = "转诊", "referral";
    "emergency" = "急诊", "emergency";
    "other" = "其他", "other";
    "shift" = "调整", "shift";
    "pause" = "暂停", "pause";
    "pension" = "职工养老保险", "employee pension";
    "resident-pension" = "居民养老保险", "residents' pension";
    "unemployment" = "失业保险", "unemployment";
    "medical" = "职工医疗保险", "employee medical";
    "large-medical" = "大病互助", "large medical expenses";
    "resident-medical" = "居民医疗保险", "residents' medical";
    "injury" = "工伤保险", "work injury";
    "maternity" = "生育保险", "maternity";
    "unit" = "付给单位", "to the unit";
    "person" = "付给本人", "to the person";
}
