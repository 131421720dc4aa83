using Parley.Host.Options;
using Xunit;

namespace Parley.Host.Tests.Options;

public sealed class DataDirectoryTests
{
    [Fact]
    public void Xdg_data_home_comes_before_the_home_folder()
    {
        Assert.Equal("/x/parley", DataDirectory.Locate(new(), name => name == "XDG_DATA_HOME" ? "/x" : null));
        Assert.NotEqual("relative/parley", DataDirectory.Locate(new(), _ => "relative"));
    }

    [Fact]
    public void Directory_is_made_for_its_owner_only()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "deeper");
        try
        {
            Assert.Null(DataDirectory.Create(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));

            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
            Assert.Contains("chmod 700", DataDirectory.Create(path), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void Path_that_can_not_be_a_directory_is_refused_in_one_line()
    {
        var refusal = Assert.Throws<RefusedStartException>(() => DataDirectory.Create("/dev/null/parley"));

        Assert.StartsWith("--data: /dev/null/parley", refusal.Message, StringComparison.Ordinal);
    }
}
