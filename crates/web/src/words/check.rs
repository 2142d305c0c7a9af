//! Texts of the check of certificates.

use super::words;

words! {
    /// What the checking page says.
    CheckWords;
    title = "证明验真", "Check a certificate";
    lead = "任何人都可以核验本机构出具的证明是否真实、有没有改动、是否已撤销，不需要登录。", "Anybody can check whether a certificate of this agency is genuine, unchanged and still holds. No sign-in is needed.";
    by_code = "按验证码核验", "By its code";
    code = "验证码", "Code";
    code_hint = "证明上的 16 位字母数字，例如 7K3M-9QRT-2WXY-A5BC，大小写和短横线不限。", "16 letters and digits on the certificate, such as 7K3M-9QRT-2WXY-A5BC; case and hyphens do not matter.";
    code_missing = "请输入验证码", "Type the code";
    submit = "核验", "Check";
    by_file = "按文件核验", "By the file";
    by_file_lead = "核验在您的浏览器内进行，文件不会上传。扫描二维码打开本页时自动核验。", "The check runs in your browser; the file is sent nowhere. Scanning the QR code opens this page and checks at once.";
    file = "证明文件", "The certificate";
    file_hint = "下载的 PDF 原件，或保存为文本的二维码内容。", "The PDF as downloaded, or what the QR code says as text.";
    without_script = "按文件核验需要浏览器脚本。不用脚本时，可按验证码核验，或下载离线工具。", "Checking a file needs scripts in the browser. Without them check by code, or use the tool.";
    offline = "下载离线核验页（可断网使用）", "Download the checking page for use without a network";
    keys = "本机构公钥（JWKS）", "Public keys of this agency (JWKS)";
    revoked_list = "已撤销证明清单（签名）", "Certificates taken back (signed list)";
    tool = "命令行：jinbao check-certificate 文件 --keys jwks.json --revoked revoked.jws", "Command line: jinbao check-certificate FILE --keys jwks.json --revoked revoked.jws";
    genuine = "真实有效", "Genuine";
    genuine_text = "以下内容由本机构出具，请与您手中的证明逐项对照。", "This agency issued what follows. Compare it with the certificate in your hands.";
    revoked_title = "该证明已撤销，请勿采信", "This certificate was taken back; do not rely on it";
    revoked_on(day) = "撤销日期：{day}", "Taken back on {day}";
    number = "证明编号", "Number";
    agency = "出具机构", "Agency";
    issued = "出具日期", "Issued";
    other = "不是本机构出具：签名密钥不属于本机构", "Not of this agency: signed with another key";
    changed = "内容被改动过，请勿采信", "It was changed; do not rely on it";
    unsealed = "文件没有电子封签。请使用下载的 PDF 原件，扫描件请按验证码核验", "The file carries no seal. Take the PDF as downloaded; check a scan by its code";
    form = "不是社会保险证明", "This is no certificate";
    insecure = "当前连接方式下浏览器不提供核验功能，请按验证码核验或使用离线核验页", "The browser offers no checking on this connection: check by code, or download the page";
    list_clear = "已查撤销清单：该证明未被撤销。", "It is not on the list of those taken back.";
    list_none = "没有撤销清单，未查是否已撤销。", "There is no list of those taken back.";
    offline_as_of(at) = "本页内附公钥和截至 {at} 的撤销清单。", "This page holds the keys, and the list as of {at}.";
    again = "核验另一份证明", "Check another one";
}
