using System.Globalization;
using Runtime.Host.Tests.Http;
using Runtime.Host.Tests.Triggers;

// Started by xunit this is not used; started by tests it is a host that they kill, or whose memory they look at.
return args switch
{
    ["crash", var folder, var life] => await CrashHost.RunAsync(folder, int.Parse(life, CultureInfo.InvariantCulture)),
    ["stream", var folder] => await StreamHost.RunAsync(folder),
    _ => 0,
};
