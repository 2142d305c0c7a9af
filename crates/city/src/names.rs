//! Names of people and units, put together from common characters. Any likeness is chance.

use kernel::Sex;

use crate::dice::Dice;
use crate::units::UnitKind;

/// Common surnames with their rough share in ten thousand.
const SURNAMES: &[(u64, &str)] = &[
    (720, "王"),
    (725, "李"),
    (680, "张"),
    (540, "刘"),
    (450, "陈"),
    (310, "杨"),
    (220, "赵"),
    (210, "黄"),
    (205, "周"),
    (200, "吴"),
    (150, "徐"),
    (145, "孙"),
    (140, "胡"),
    (130, "朱"),
    (125, "高"),
    (120, "林"),
    (115, "何"),
    (110, "郭"),
    (105, "马"),
    (100, "罗"),
    (95, "梁"),
    (90, "宋"),
    (85, "郑"),
    (80, "谢"),
    (78, "韩"),
    (75, "唐"),
    (72, "冯"),
    (70, "于"),
    (68, "董"),
    (66, "萧"),
    (64, "程"),
    (62, "曹"),
    (60, "袁"),
    (58, "邓"),
    (56, "许"),
    (54, "傅"),
    (52, "沈"),
    (50, "曾"),
    (48, "彭"),
    (46, "吕"),
    (44, "苏"),
    (42, "卢"),
    (40, "蒋"),
    (38, "蔡"),
    (36, "贾"),
    (34, "丁"),
    (32, "魏"),
    (30, "薛"),
    (28, "叶"),
    (26, "阎"),
    (24, "余"),
    (22, "潘"),
    (20, "杜"),
    (18, "戴"),
    (16, "夏"),
    (14, "钟"),
    (12, "汪"),
    (10, "田"),
    (8, "任"),
    (6, "姜"),
    (4, "欧阳"),
    (3, "上官"),
    (3, "司马"),
    (2, "诸葛"),
];

const MALE: &str = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建国志文海东云峰松柏栋梁毅恒泽瑞博轩然晨昊天佑安康成达启程";
const FEMALE: &str = "芳娜敏静丽艳娟霞秀燕玲桂英兰凤洁梅琳雪莉倩颖婷玉萍红蓉蕾薇莹晶欣怡佳慧雯瑶璐媛悦涵诗梦琪思语嫣宁清雅月荷素馨晓彤春";

/// The name of a person.
pub fn person(dice: &mut Dice, sex: Sex) -> String {
    let given: Vec<char> = match sex {
        Sex::Male => MALE,
        Sex::Female => FEMALE,
    }
    .chars()
    .collect();
    let mut name = dice.weighted(SURNAMES).to_owned();
    name.push(dice.pick(&given));
    if dice.chance(7200) {
        name.push(dice.pick(&given));
    }
    name
}

const BRAND_FIRST: &str =
    "金银鑫恒宏盛瑞祥泰安华兴富康德诚信达通顺嘉美新远东方中天星海云山江河瀚博智慧启明晨光";
const BRAND_SECOND: &str = "源盛达丰隆昌泰顺利成和创联众辉腾飞跃升拓凯越驰宇航洋峰岳林森泉润泽惠普科网信诚";

/// The name of a unit; `number` tells units apart that drew the same words.
pub fn unit(dice: &mut Dice, kind: UnitKind, class: i64, number: usize) -> String {
    let words = |text: &str| text.chars().collect::<Vec<_>>();
    let brand = format!("{}{}", dice.pick(&words(BRAND_FIRST)), dice.pick(&words(BRAND_SECOND)));
    let place = dice.pick(&["东城", "西关", "南湖", "北苑", "新区", "河湾", "高新"]);
    match kind {
        UnitKind::Company => {
            let (trade, form) =
                (dice.pick(trades(class)), dice.weighted(&[(9, "有限公司"), (1, "股份有限公司")]));
            format!("金保市{brand}{trade}{form}")
        }
        UnitKind::SmallBusiness => {
            format!(
                "金保市{place}{brand}{}",
                dice.pick(&["餐馆", "便利店", "理发店", "修理部", "服装店", "水果店", "货运部"])
            )
        }
        UnitKind::PublicBody => {
            format!(
                "金保市{place}{}",
                dice.pick(&["街道办事处", "镇人民政府", "市场监管所", "财政所", "司法所", "税务所"])
            )
        }
        UnitKind::InstitutionFull => {
            format!("金保市第{}{}", number + 1, dice.pick(&["中学", "小学", "幼儿园", "图书馆"]))
        }
        UnitKind::InstitutionPart => {
            format!("金保市第{}{}", number + 1, dice.pick(&["人民医院", "文化馆", "疾病预防控制站"]))
        }
        UnitKind::InstitutionSelf => {
            format!("金保市{place}{}", dice.pick(&["规划设计院", "质量检测所", "培训中心"]))
        }
        UnitKind::SocialGroup => {
            format!("金保市{brand}{}", dice.pick(&["行业协会", "志愿服务中心", "商会", "公益基金会"]))
        }
    }
}

fn trades(class: i64) -> &'static [&'static str] {
    match class {
        1 => &["软件", "信息技术", "财务咨询", "广告", "商贸", "教育科技"],
        2 => &["食品", "服装", "物业", "酒店管理", "电子"],
        3 => &["家具", "电器", "印刷", "农业发展", "饲料"],
        4 => &["机械", "汽车部件", "物流", "公交客运"],
        5 => &["建材", "化纤", "燃气"],
        6 => &["建筑工程", "化工", "船舶修造"],
        7 => &["矿山工程", "石料", "铸造"],
        _ => &["煤业", "采矿"],
    }
}
