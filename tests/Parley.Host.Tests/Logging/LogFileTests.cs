using System.Text;
using Parley.Host.Logging;
using Xunit;

namespace Parley.Host.Tests.Logging;

public sealed class LogFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("parley-log").FullName;

    private string File0 => Path.Combine(_directory, "x.log");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void File_is_turned_over_by_size_and_the_oldest_goes()
    {
        using (var file = new LogFile(File0, maxBytes: 10, files: 3))
        {
            foreach (var line in new[] { "aaaaaaa\n", "bbbbbbb\n", "ccccccc\n", "ddddddd\n", "e\n" })
                file.Write(Encoding.UTF8.GetBytes(line));
        }

        Assert.Equal("ddddddd\ne\n", File.ReadAllText(File0));
        Assert.Equal("ccccccc\n", File.ReadAllText(File0 + ".1"));
        Assert.Equal("bbbbbbb\n", File.ReadAllText(File0 + ".2"));
        Assert.Equal(3, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public void Single_file_begins_anew()
    {
        using (var file = new LogFile(File0, maxBytes: 4, files: 1))
        {
            file.Write("aaaa\n"u8.ToArray());
            file.Write("b\n"u8.ToArray());
        }

        Assert.Equal("b\n", File.ReadAllText(File0));
        Assert.Single(Directory.GetFiles(_directory));
    }

    [Fact]
    public void Next_start_appends_and_only_the_owner_can_read()
    {
        for (var start = 0; start < 2; start++)
        {
            using var file = new LogFile(File0, maxBytes: 100, files: 2);
            file.Write("line\n"u8.ToArray());
        }

        Assert.Equal("line\nline\n", File.ReadAllText(File0));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(File0));
    }
}
