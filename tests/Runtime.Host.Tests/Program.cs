using Runtime.Host.Tests.Triggers;

// Started by xunit this is not used; started by the crash tests it is the host that they kill.
return args is ["crash", var folder] ? await CrashHost.RunAsync(folder) : 0;
