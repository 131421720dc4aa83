using Microsoft.Extensions.Logging.Abstractions;
using Parley.Host.Options;
using Parley.Host.Serve;
using Xunit;

namespace Parley.Host.Tests.Serve;

public sealed class SettingsReloadTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Live_settings_change_and_others_wait_for_a_restart()
    {
        var (options, reload) = Start("""{ "limits": { "rate": 5 } }""");
        File.WriteAllText(_file, """{ "limits": { "rate": 6 }, "log": { "level": "debug", "format": "json" } }""");

        reload.Apply();

        Assert.Equal(6, options.Settings.Chat.Limits.Rate);
        Assert.Equal("debug", options.Settings.Log.Level);
        Assert.Equal("text", options.Settings.Log.Format);
    }

    [Fact]
    public void Setting_taken_out_of_the_file_goes_back_to_its_default()
    {
        var (options, reload) = Start("""{ "limits": { "rate": 5 } }""");
        File.WriteAllText(_file, "{}");

        reload.Apply();

        Assert.Equal(20, options.Settings.Chat.Limits.Rate);
    }

    [Fact]
    public void Refused_configuration_changes_nothing()
    {
        var (options, reload) = Start("""{ "limits": { "rate": 5 } }""");
        var applied = 0;
        reload.Applied += _ => applied++;
        File.WriteAllText(_file, """{ "limits": { "rate": 6, "burst": "many" } }""");

        reload.Apply();

        Assert.Equal(5, options.Settings.Chat.Limits.Rate);
        Assert.Equal(0, applied);
    }

    private (ServeOptions Options, SettingsReload Reload) Start(string text)
    {
        File.WriteAllText(_file, text);
        var options = ServeOptions.From(new SettingsInput { ConfigPath = _file });
        return (options, new SettingsReload(options, NullLogger<SettingsReload>.Instance));
    }
}
