namespace GpuHost.Tests.Core;

/// <summary>
/// For every built-in rule a text that it must match and a near miss that it must not. Put together at run time, so that no file here holds
/// anything that looks like a credential.
/// </summary>
internal static class Planted
{
    public static string AwsKey { get; } = "AK" + "IA" + Of(16, "Q7ZX");

    public static Dictionary<string, (string Match, string Miss)> Examples { get; } = new(StringComparer.Ordinal)
    {
        ["aws-key"] = (AwsKey, AwsKey + "A"),
        ["aws-secret"] = ("aws_secret" + "_access_key = '" + Mixed(40) + "'", "aws_secret" + "_access_key = '" + Mixed(39) + "'"),
        ["az-storage"] = ("Account" + "Key=" + Mixed(86) + "==", "Account" + "Key=" + Mixed(85) + "=="),
        ["az-sb"] = ("SharedAccess" + "Key=" + Mixed(43) + "=", "SharedAccess" + "Key=" + Mixed(42) + "="),
        ["az-sas"] = ("?si" + "g=" + Mixed(43) + "%3D", "?si" + "g=" + Mixed(39) + "%3D"),
        ["az-client"] = ("abc8" + "Q~" + Mixed(34), "abc9" + "Q~" + Mixed(34)),
        ["gh-pat"] = ("gh" + "p_" + Mixed(36), "gh" + "p_" + Mixed(37)),
        ["gh-fine"] = ("github" + "_pat_" + Mixed(82), "github" + "_pat_" + Mixed(81)),
        ["gitlab"] = ("gl" + "pat-" + Mixed(20), "gl" + "pat-" + Mixed(19)),
        ["slack-tok"] = ("xo" + "xb-" + Mixed(12), "xo" + "xc-" + Mixed(12)),
        ["slack-hook"] = (
            "hooks.slack" + ".com/services/T" + Upper(9) + "/B" + Upper(9) + "/" + Mixed(24),
            "hooks.slack" + ".com/services/T" + Upper(7) + "/B" + Upper(9) + "/" + Mixed(24)),
        ["stripe"] = ("sk_" + "live_" + Mixed(24), "sk_" + "test_" + Mixed(24)),
        ["openai"] = ("sk" + "-proj-" + Mixed(44), "sk" + "-" + Mixed(39)),
        ["anthropic"] = ("sk" + "-ant-api03-" + Mixed(93), "sk" + "-ant-api03-" + Mixed(92)),
        ["hf"] = ("hf" + "_" + Of(34, "abCD"), "hf" + "_" + Of(33, "abCD") + "1"),
        ["gapi"] = ("AI" + "za" + Mixed(35), "AI" + "za" + Mixed(34)),
        ["goauth"] = (
            Of(12, "123") + "-" + Of(32, "ab1_") + ".apps.google" + "usercontent.com",
            Of(12, "123") + "-" + Of(31, "ab1_") + ".apps.google" + "usercontent.com"),
        ["gcpsa"] = ("{\"type\" : \"service" + "_account\"}", "{\"kind\" : \"service" + "_account\"}"),
        ["fcm"] = ("AA" + "AA" + Mixed(7) + ":" + Mixed(140), "AA" + "AA" + Mixed(7) + ":" + Mixed(139)),
        ["npm"] = ("np" + "m_" + Mixed(36), "np" + "m_" + Mixed(35)),
        ["pypi"] = ("py" + "pi-AgEIcHlwaS5vcmc" + Mixed(50), "py" + "pi-AgEIcHlwaS5vcmc" + Mixed(49)),
        ["nuget"] = ("oy" + "2" + Of(43, "ab12"), "oy" + "2" + Of(42, "ab12")),
        ["twilio"] = ("S" + "K" + Hex(32), "S" + "K" + Hex(31)),
        ["sendgrid"] = ("S" + "G." + Mixed(22) + "." + Mixed(43), "S" + "G." + Mixed(22) + "." + Mixed(42)),
        ["mailgun"] = ("ke" + "y-" + Hex(32), "ke" + "y-" + Hex(33)),
        ["mailchimp"] = (Hex(32) + "-u" + "s12", Hex(31) + "-u" + "s12"),
        ["telegram"] = (Of(9, "123") + ":A" + "A" + Mixed(33), Of(7, "123") + ":A" + "A" + Mixed(33)),
        ["discord"] = (
            "discord.com/api" + "/webhooks/" + Of(18, "123") + "/" + Mixed(30),
            "discord.com/api" + "/webhooks/" + Of(14, "123") + "/" + Mixed(30)),
        ["shopify"] = ("shp" + "at_" + Hex(32), "shp" + "xx_" + Hex(32)),
        ["square"] = ("sq0" + "atp-" + Mixed(22), "sq0" + "atp-" + Mixed(21)),
        ["digitalocean"] = ("do" + "p_v1_" + Hex(64), "do" + "p_v1_" + Hex(63)),
        ["doppler"] = ("dp" + ".pt." + Mixed(43), "dp" + ".pt." + Mixed(42)),
        ["databricks"] = ("da" + "pi" + Hex(32), "da" + "pi" + Hex(31)),
        ["vault"] = ("hv" + "s." + Mixed(90), "hv" + "s." + Mixed(89)),
        ["terraform"] = (Mixed(14) + ".atlas" + "v1." + Mixed(60), Mixed(14) + ".atlas" + "v1." + Mixed(59)),
        ["linear"] = ("lin" + "_api_" + Mixed(40), "lin" + "_api_" + Mixed(41)),
        ["notion"] = ("secr" + "et_" + Mixed(43), "secr" + "et_" + Mixed(42)),
        ["postman"] = ("PM" + "AK-" + Hex(24) + "-" + Hex(34), "PM" + "AK-" + Hex(24) + "-" + Hex(33)),
        ["privkey"] = ("-----BEGIN RSA PRIVATE" + " KEY-----", "-----BEGIN RSA PUBLIC" + " KEY-----"),
        ["pgpkey"] = ("-----BEGIN PGP PRIVATE" + " KEY BLOCK-----", "-----BEGIN PGP PUBLIC" + " KEY BLOCK-----"),
        ["jwt"] = ("ey" + "J" + Mixed(12) + ".ey" + "J" + Mixed(12) + "." + Mixed(12), "ey" + "J" + Mixed(12) + ".ey" + "J" + Mixed(12)),
        ["urlcred"] = ("https://some" + "body:word123@host.example", "https://somebody@host.example"),
        ["connpw"] = ("Pass" + "word=hunter22;", "Pass" + "word=short;"),
        ["generic"] = ("api" + "_key: \"" + Mixed(16) + "\"", "api" + "_key: \"" + Mixed(15) + "\""),
        ["email"] = ("some.one" + "@mail.example.org", "some.one" + "@localhost"),
        ["ssn"] = ("078-05" + "-1120", "078-05" + "-11201"),
        ["ccard"] = ("4111 1111" + " 1111 1111", "3111 1111" + " 1111 1111"),
        ["iban"] = ("DE89 3704 0044" + " 0532 0130 00", "D189 3704 0044" + " 0532 0130 00"),
        ["phone"] = ("+49 (30) 1234" + " 5678", "+49 30 12" + " 5678"),
        ["agpl"] = ("SPDX-License-Identifier: " + "AGPL-3.0", "SPDX-License-Identifier: " + "MIT"),
        ["confidential"] = ("Company " + "CONFIDENTIAL", "Company " + "confidentially"),
        ["internal-only"] = ("for internal " + "use only.", "for internal " + "use"),
    };

    private static string Mixed(int count) => Of(count, "aB3dE6gH9");

    private static string Upper(int count) => Of(count, "QX7");

    private static string Hex(int count) => Of(count, "0a1b2c3d");

    private static string Of(int count, string symbols) =>
        string.Concat(Enumerable.Range(0, count).Select(index => symbols[index % symbols.Length]));
}
