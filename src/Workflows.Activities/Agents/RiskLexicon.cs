using Workflows.Contracts.Files;

namespace Workflows.Activities.Agents;

/// <summary>
/// The signs of risk. They choose the lines a model gets to read when a group of files is larger than its prompt, and they are the
/// vocabulary of the extractive model. The classes follow the CWE list (89, 78, 95, 295, 327, 328, 338, 502, 611, 79, 391, 798, …).
/// </summary>
internal static class RiskLexicon
{
    private const string Net = "cs fs vb cshtml razor";
    private const string Script = "js mjs cjs jsx ts tsx vue svelte html htm";
    private const string Python = "py";
    private const string Code = Net + " " + Script + " " + Python + " java kt go rs rb php c cc cpp h hpp swift scala";
    private const string Shell = "sh bash yml yaml md dockerfile ps1";

    public static IReadOnlyList<RiskPattern> All { get; } =
    [
        new("sql-concatenation", Severity.High, Code, "select insert update delete",
            """(\$@?"|f"|f'|`)\s*(?i:select\s[^"`\n]*\sfrom\s|insert into\s|update\s[^"`\n]*\sset\s|delete from\s)[^"`\n]*\{|["']\s*(?i:select\s[^"'\n]*\sfrom\s|insert into\s|update\s[^"'\n]*\sset\s|delete from\s)[^"\n]*["']\s*(\+|%\s|\.format\()""",
            "SQL text is put together from values, so input can change the query; parameters prevent it") { CodeOnly = false },
        new("shell-command", Severity.High, Code, "shell=true|shell = true|os.system|exec(|execsync(|popen(|process.start",
            """(?i)shell\s*=\s*true\b|\bos\.system\s*\(|\bexec(sync)?\(\s*(`[^`]*\$\{|["'][^"']*["']\s*\+)|\bos\.popen\s*\(|process\.start\(\s*"(cmd|/bin/(ba)?sh|bash|powershell)""",
            "a shell command is built in code, so input can become a command; an argument list prevents it"),
        new("dynamic-code", Severity.High, Script + " " + Python + " rb php", "eval(|eval (|new function(|exec(",
            """(?<![\w.$])eval\s*\(|\bnew Function\s*\(|(?<![\w.])exec\s*\((?!\s*[`"'])""",
            "text is run as code, so whoever writes the text runs code"),
        new("unsafe-deserialization", Severity.High, Code,
            "binaryformatter|pickle.load|yaml.load(|typenamehandling.|unserialize(|objectinputstream(",
            """\bBinaryFormatter\s*\(|\bpickle\.loads?\s*\(|\byaml\.load\s*\((?!.*Safe)|TypeNameHandling\.(All|Auto|Objects)|(?<!\w)unserialize\s*\(|new ObjectInputStream\s*\(""",
            "data is turned into objects of types that the data names, which lets crafted data run code"),
        new("tls-unchecked", Severity.High, Code + " sh bash yml yaml",
            "dangerousacceptany|customvalidationcallback|verify=false|verify = false|rejectunauthorized|tls_reject|insecureskipverify|ssl_verifypeer|--insecure",
            """DangerousAcceptAnyServerCertificateValidator|CustomValidationCallback\s*\+?=[^;]*\btrue\b|\bverify\s*=\s*False\b|rejectUnauthorized['"]?\s*:\s*false|TLS_REJECT_UNAUTHORIZED\W+0|InsecureSkipVerify\s*:\s*true|SSL_VERIFYPEER\s*,\s*(0|false)|\bcurl\b.*--insecure""",
            "certificates are not checked, so anyone on the way can read and change the traffic"),
        new("signature-unchecked", Severity.High, Code, "verify_signature|validateissuersigningkey|requiresignedtokens",
            """verify_signature['"]?\s*:\s*False|ValidateIssuerSigningKey\s*=\s*false|RequireSignedTokens\s*=\s*false""",
            "token signatures are not checked, so anyone can make a valid token"),
        new("password-literal", Severity.High, Code + " json yml yaml toml ini cfg conf config env properties xml",
            "password|passwd|secret|pwd",
            """(?i)\b\w*(password|passwd|secret|pwd)\b["']?\s*[:=]\s*["'](\[masked[^\]]*\]|[^"'\s${}<>%]{6,})["']""",
            "a password or secret stands in the source") { CodeOnly = false },
        new("weak-cipher", Severity.High, Code, "des.create|tripledes|mode_ecb|ciphermode.ecb|rc4|createcipher(",
            """\b(Triple)?DES(CryptoServiceProvider)?\b\.?(Create)?\s*\(|CipherMode\.ECB|\bMODE_ECB\b|\bcreateCipher\s*\(|\bARC4\b|["']rc4["']""",
            "a cipher or mode is used that no longer protects"),
        new("weak-hash", Severity.Medium, Code, "md5|sha1|sha-1",
            """\b(MD5|SHA1)(\.(Create|HashData|new)|CryptoServiceProvider|Managed)\b|\bhashlib\.(md5|sha1)\s*\(|createHash\(\s*['"](md5|sha1)['"]|getInstance\(\s*"(MD5|SHA-?1)"|\b(md5|sha1)\s*\(\s*\$""",
            "MD5 or SHA-1 is used; both allow collisions and neither protects a password"),
        new("predictable-random", Severity.Medium, Code, "math.random|new random|random.",
            """(?i)(token|secret|password|session|nonce|otp|\bkey)\w*\s*[:=].*(math\.random\(|new random\(|\brandom\.(random|randint|choice)\()""",
            "a secret comes from a random generator that can be predicted"),
        new("html-injection", Severity.Medium, Script, "innerhtml|document.write|v-html",
            """\.innerHTML\s*\+?=(?!=)|dangerouslySetInnerHTML|document\.write(ln)?\s*\(|\bv-html\s*=""",
            "text becomes HTML without escaping, so a value can carry a script"),
        new("swallowed-error", Severity.Medium, Code, "catch|except",
            """\bcatch\b\s*(\(\s*((System\.)?Exception|\w{1,5}|Throwable|std::exception|\.\.\.)[^)]*\))?\s*\{\s*\}|\bexcept\b(\s+\(?(Base)?Exception\b[^:\n]*)?\s*:\s*pass\b""",
            "an error is caught and nothing is done, so a failure stays unseen"),
        new("unlimited-input", Severity.Medium, "c cc cpp h hpp", "strcpy|strcat|gets|sprintf",
            """\b(strcpy|strcat|gets|sprintf|vsprintf)\s*\(""",
            "a buffer is filled without a limit"),
        new("xml-entities", Severity.Medium, Code, "dtdprocessing.parse|xmlresolver|resolve_entities",
            """DtdProcessing\.Parse|XmlResolver\s*=\s*new|resolve_entities\s*=\s*True""",
            "XML may load external entities"),
        new("open-cors", Severity.Medium, Code + " json yml yaml", "allowanyorigin|access-control-allow-origin|origin:",
            """\bAllowAnyOrigin\s*\(|Access-Control-Allow-Origin['"]?\s*[,:=]\s*['"]?\*|\borigin\s*:\s*['"]\*['"]""",
            "any web site may call this service") { CodeOnly = false },
        new("debug-on", Severity.Medium, "py env yml yaml ini cfg toml", "debug",
            """^\s*DEBUG\s*[=:]\s*(True|true|1)\b|\bapp\.run\([^)]*debug\s*=\s*True""",
            "debug mode is on, which shows internals to callers"),
        new("no-timeout", Severity.Low, Python, "requests.",
            """\brequests\.(get|post|put|delete|patch|head)\((?![^\n]*timeout)[^\n]*\)\s*(\.|$|\n)""",
            "a request has no time limit, so one silent server stops the caller"),
        new("world-writable", Severity.Medium, "sh bash dockerfile py yml yaml", "777",
            """\bchmod\s+(-R\s+)?(0?777|a\+w)\b|\bos\.chmod\([^)]*0o777""",
            "everyone on the machine may write"),
        new("pipe-to-shell", Severity.Low, Shell, "curl |wget ",
            """\b(curl|wget)\b[^|\n]*\|\s*(sudo\s+)?(ba|z)?sh\b""",
            "a script is fetched and run unseen"),
        new("floating-version", Severity.Low, "dockerfile yml yaml", ":latest",
            """(?i)^\s*(from|image:)\s+\S+:latest\b""",
            "an image is taken in whatever version is newest, so builds are not repeatable"),
        new("plain-http", Severity.Low, Code + " json yml yaml toml ini cfg conf config env properties", "http://",
            """http://(?!localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|\[|\{|\$|[^/\s"']*\.(local|internal|test|invalid|example)\b|(www\.)?example\.|www\.w3\.org|schemas?\.|json-schema|xmlns|www\.apache\.org/licenses|[a-z0-9-]+(:|/|["']))[\w.-]+\.[a-z]{2,}""",
            "an address uses http, so the traffic can be read and changed on the way") { CodeOnly = false },
        new("blocking-wait", Severity.Low, "cs", "getawaiter().getresult()|.wait()",
            """\.GetAwaiter\(\)\.GetResult\(\)|\b\w*[Tt]ask\w*\.Wait\(\)""",
            "a thread waits for asynchronous work, which can dead-lock and starves the thread pool"),
        new("async-void", Severity.Low, "cs", "async void",
            """\basync void\b(?!\s+\w+\(object\??\s)""",
            "an async void method cannot be awaited, and its exception ends the process"),
        new("shared-default", Severity.Low, Python, "=[]|={}|= []|= {}",
            """\bdef\s+\w+\([^)\n]*=\s*(\[\]|\{\})""",
            "a default argument is shared by all calls"),
        new("logged-error", Severity.Low, "log", "error|fatal|critical|panic|exception",
            """\b(ERROR|FATAL|CRITICAL|PANIC)\b|\bUnhandled exception\b""",
            "the log reports errors") { CodeOnly = false, InComments = true },
        new("open-note", Severity.Info, Code + " sh bash sql yml yaml", "todo|fixme|hack",
            """(?<![\w-])(TODO|FIXME|HACK)\b(?!["'|])""",
            "a note says that work is left to do") { InComments = true },
    ];
}
