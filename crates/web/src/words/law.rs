//! Texts of the pages that show the law: standards by year, the retirement age.

use super::words;

words! {
    /// What the pages of the law say.
    LawWords;
    standards_title = "历年缴费标准", "Contribution standards by year";
    standards_lead(place) = "{place}各缴费年度的缴费基数上下限和现行费率，均注明文件依据。", "Bounds of the contribution base by year, and present rates, of {place}; each with its source.";
    standards_none = "还没有公布的标准", "No standards have been published";
    standards_none_why = "该地区公布缴费基数上下限后，这里按年度显示。", "Once the region publishes bounds of the base, they are shown here by year.";
    standards_remark = "“待核文件”表示数值已在官方页面见到，文件原文尚待核对。", "“Document not yet seen” means that the figure was seen on an official page, not in the document itself.";
    region = "地区", "Region";
    show = "查看", "Show";
    bounds_title(place) = "{place}缴费基数上下限", "{place}: bounds of the contribution base";
    in_yuan(title) = "{title}（元/月）", "{title} (yuan a month)";
    since = "自", "From";
    floor = "下限", "Floor";
    ceiling = "上限", "Ceiling";
    average = "平均工资", "Average wage";
    source = "依据", "Source";
    unverified = "待核文件", "Document not yet seen";
    rates_title(day) = "现行职工费率（{day}）", "Rates of employees on {day}";
    insurance = "险种", "Insurance";
    unit_pays = "单位", "Unit";
    person_pays = "个人", "Person";
    retirement_title = "法定退休年龄计算", "When may I retire?";
    retirement_lead = "按渐进式延迟法定退休年龄规定计算，并列出每一步依据。", "Computed by the reform of the retirement age, with every step and its source.";
    born = "出生年月", "Month of birth";
    born_hint = "例如 1970-05", "For example 1970-05";
    born_wrong = "请填写出生年月，例如 1970-05", "Give the month of birth, such as 1970-05";
    group = "人员类别", "Group";
    group_male = "男职工（原 60 周岁）", "Men (60 before the reform)";
    group_female_55 = "管理、技术岗位女职工（原 55 周岁）", "Women in management or technical posts (55 before the reform)";
    group_female_50 = "生产、操作岗位女职工（原 50 周岁）", "Women in production or operation posts (50 before the reform)";
    group_wrong = "请选择人员类别", "Choose a group";
    compute = "计算", "Compute";
    answer = "计算结果", "Result";
    age = "法定退休年龄", "Statutory age";
    age_in_years(years) = "{years} 岁", "{years} years";
    age_in_months(years, months) = "{years} 岁 {months} 个月", "{years} years {months} months";
    years_months(years, months) = "{years} 年 {months} 个月", "{years} years {months} months";
    years(years) = "{years} 年", "{years} years";
    month_of_retirement = "法定退休时间", "Statutory month";
    month(year, month) = "{year} 年 {month} 月", "{year}-{month:0>2}";
    delay = "延迟", "Delayed by";
    months(months) = "{months} 个月", "{months} months";
    range = "弹性退休可选时间", "May be chosen";
    least = "最低缴费年限", "Least contribution period";
    how = "怎么算出来的", "How it was computed";
    retirement_remark = "结果仅供参考，以经办机构核定为准。特殊工种和病退另有规定。", "For information only; the agency decides. Special posts and illness have rules of their own.";
}
