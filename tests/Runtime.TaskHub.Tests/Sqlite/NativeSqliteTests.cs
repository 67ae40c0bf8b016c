using Runtime.Sqlite;
using SQLitePCL;

namespace Runtime.TaskHub.Tests.Sqlite;

public sealed class NativeSqliteTests
{
    [Fact]
    public void Initialize_WhateverTheSystemHas_TakesThePackagesOrANewerOne()
    {
        NativeSqlite.Initialize();
        var number = raw.sqlite3_libversion_number();
        if (NativeSqlite.Version.EndsWith("(package)", StringComparison.Ordinal))
            Assert.Equal(NativeSqlite.PackagedVersion, number);
        else
            Assert.True(number > NativeSqlite.PackagedVersion, NativeSqlite.Version);
    }
}
