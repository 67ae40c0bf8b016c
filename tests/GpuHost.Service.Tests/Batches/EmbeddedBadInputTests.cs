using GpuHost.Service.Tests.Support;

namespace GpuHost.Service.Tests.Batches;

public sealed class EmbeddedBadInputTests(EmbeddedFixture fixture) : BadInputContract(fixture), IClassFixture<EmbeddedFixture>;
