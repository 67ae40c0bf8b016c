using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Tools;
using Workflows.Tools.Sandbox;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Sandbox;

public sealed class SandboxTests
{
    [SandboxTheory]
    [InlineData("code_python", "import sys\nprint('got', sys.stdin.read())")]
    [InlineData("code_node", "console.log('got', require('fs').readFileSync(0, 'utf8'))")]
    [InlineData("code_shell", "printf 'got %s\\n' \"$(cat)\"")]
    public async Task Run_Script_ReadsInputAndPrints(string tool, string code)
    {
        await using var bench = ToolBench.Create();
        var answer = (await bench.CallAsync(tool, new { code, input = "grün" })).Json();
        Assert.Equal("got grün", answer.GetProperty("output").GetString()!.Trim());
        Assert.Equal(0, answer.GetProperty("exitCode").GetInt32());
    }

    [SandboxFact]
    public async Task Run_ScriptThatFails_GivesExitCodeAndErrors()
    {
        await using var bench = ToolBench.Create();
        var answer = (await bench.CallAsync("code_python", new { code = "raise SystemExit('no')" })).Json();
        Assert.Equal(1, answer.GetProperty("exitCode").GetInt32());
        Assert.Contains("no", answer.GetProperty("errors").GetString(), StringComparison.Ordinal);
    }

    [SandboxTheory]
    [InlineData("network", "import socket\nsocket.create_connection(('127.0.0.1', 22), 2)")]
    [InlineData("network outside", "import socket\nsocket.create_connection(('1.1.1.1', 53), 2)")]
    [InlineData("abstract socket", "import socket\ns=socket.socket(socket.AF_UNIX)\ns.connect('\\0/tmp/.X11-unix/X0')")]
    [InlineData("passwords", "open('/etc/passwd').read()")]
    [InlineData("home", "import os\nos.listdir('/root')")]
    [InlineData("write to the system", "open('/usr/x', 'w')")]
    [InlineData("write to the root", "open('/x', 'w')")]
    [InlineData("write to devices", "open('/dev/shm/x', 'w')")]
    [InlineData("nested user namespace", "import ctypes, os\nlibc=ctypes.CDLL(None, use_errno=True)\nassert libc.unshare(0x10000000)==0, ctypes.get_errno()")]
    [InlineData("mount", "import ctypes\nassert ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None)==0")]
    [InlineData("change root", "import os\nos.chroot('/tmp')")]
    [InlineData("become root", "import os\nos.setuid(0)")]
    [InlineData("host name", "import socket\nsocket.sethostname('x')")]
    [InlineData("load a module", "import ctypes\nassert ctypes.CDLL(None).syscall(313, 0, b'', 0)==0")]
    [InlineData("kernel settings", "open('/proc/sys/kernel/hostname', 'w').write('x')")]
    [InlineData("kernel trigger", "open('/proc/sysrq-trigger', 'w').write('b')")]
    [InlineData("device", "import os\nos.mknod('/tmp/sda', 0o60600, os.makedev(8, 0))")]
    [InlineData("link out", "import os\nos.symlink('/etc/passwd', '/tmp/l')\nopen('/tmp/l').read()")]
    [InlineData("first process's root", "import os\nprint(os.listdir('/proc/1/root/etc'))")]
    [InlineData("large file", "open('/tmp/x','wb').truncate(10**9)")]
    [InlineData("fill the folder", "f=open('/tmp/x','wb')\nfor i in range(200): f.write(b'x'*2**20); f.flush()")]
    public async Task Escape_ByPython_IsHeld(string way, string code)
    {
        await using var bench = ToolBench.Create();
        var answer = (await bench.CallAsync("code_python", new { code = code + "\nprint('ESCAPED')" })).Json();
        Assert.False(answer.GetProperty("exitCode").GetInt32() == 0, way);
        Assert.DoesNotContain("ESCAPED", answer.GetProperty("output").GetString(), StringComparison.Ordinal);
    }

    [SandboxFact]
    public async Task Environment_InTheSandbox_HasNothingOfOurs()
    {
        await using var bench = ToolBench.Create();
        var answer = (await bench.CallAsync("code_shell", new { code = "env | sort; cat /proc/1/environ" })).Json().GetProperty("output").GetString()!;
        Assert.Equal(["HOME=/tmp", "LANG=C.UTF-8"], answer.Split('\n').Take(2));
        Assert.DoesNotContain("DOTNET", answer, StringComparison.Ordinal);
    }

    [SandboxFact]
    public async Task Signals_ToEveryProcess_ReachOnlyItsOwn()
    {
        await using var bench = ToolBench.Create();
        (await bench.CallAsync("code_python", new { code = "import os\nfor p in range(2, 100000):\n  if p != os.getpid():\n    try: os.kill(p, 9)\n    except OSError: pass" })).Good();
        var seen = (await bench.CallAsync("code_shell", new { code = "ls -d /proc/[0-9]* | wc -l" })).Json().GetProperty("output").GetString()!;
        Assert.InRange(int.Parse(seen), 1, 8);
    }

    [SandboxFact]
    public async Task Bomb_OfProcesses_IsBounded()
    {
        await using var bench = Limited();
        var code = "import os, sys, time\nn = 0\ntry:\n  while n < 2000:\n    if os.fork() == 0:\n      time.sleep(60); os._exit(0)\n    n += 1\nexcept OSError: pass\nprint(n)";
        var outcome = await bench.CallAsync("code_python", new { code });
        if (outcome.Error == ToolErrorKind.None)
            Assert.InRange(int.Parse(outcome.Json().GetProperty("output").GetString()!), 1, 32);
        else
            Assert.Equal(ToolErrorKind.SandboxLimit, outcome.Error);
    }

    [SandboxFact]
    public async Task Memory_OfOneProcess_IsBounded()
    {
        await using var bench = Limited();
        var outcome = await bench.CallAsync("code_python", new { code = "b = bytearray(700 * 2**20)\nprint('ESCAPED')" });
        Assert.DoesNotContain("ESCAPED", outcome.Text, StringComparison.Ordinal);
    }

    [SandboxFact]
    public async Task Memory_OfManyProcesses_IsBounded()
    {
        await using var bench = Limited();
        const string code = "import os, time\nfor i in range(8):\n  if os.fork() == 0:\n    b = bytearray(40 * 2**20); time.sleep(120); os._exit(0)\ntime.sleep(120)";
        var outcome = await bench.CallAsync("code_python", new { code });
        Assert.Equal(ToolErrorKind.SandboxLimit, outcome.Error);
        Assert.Contains("memory", outcome.Text, StringComparison.Ordinal);
    }

    [SandboxFact]
    public async Task Output_WithoutEnd_IsBounded()
    {
        await using var bench = Limited();
        var outcome = await bench.CallAsync("code_shell", new { code = "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done" });
        Assert.Equal(ToolErrorKind.SandboxLimit, outcome.Error);
    }

    [SandboxFact]
    public async Task Time_OfDaemonThatLeavesItsParent_IsBounded()
    {
        await using var bench = ToolBench.Create(new Dictionary<string, string?> { ["Tools:Sandbox:Seconds"] = "2" });
        const string code = "import os, time\nif os.fork(): time.sleep(100)\nos.setsid()\nif os.fork(): os._exit(0)\ntime.sleep(100)";
        Assert.Equal(ToolErrorKind.SandboxLimit, (await bench.CallAsync("code_python", new { code })).Error);
    }

    [Fact]
    public async Task Run_WithoutSandbox_IsRefusedAndNeverBare()
    {
        await using var bench = ToolBench.Create();
        var launcher = bench.Services.GetRequiredService<SandboxLauncher>();
        launcher.Program = "no-such-bwrap";
        var outcome = await bench.CallAsync("code_python", new { code = "print(1)" });
        Assert.Equal(ToolErrorKind.NoSandbox, outcome.Error);
        Assert.Contains("bubblewrap", outcome.Text, StringComparison.Ordinal);
    }

    private static ToolBench Limited() => ToolBench.Create(new Dictionary<string, string?>
    {
        ["Tools:Sandbox:MemoryMb"] = "160", ["Tools:Sandbox:Processes"] = "24", ["Tools:Sandbox:OutputKb"] = "16", ["Tools:Sandbox:Seconds"] = "60",
    });
}
