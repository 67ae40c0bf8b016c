using GpuHost.Service.Tests.Support;

namespace GpuHost.Service.Tests.Service;

public sealed class EmbeddedCrashTests(EmbeddedFixture fixture) : CrashContract(fixture), IClassFixture<EmbeddedFixture>;
