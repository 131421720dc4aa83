using Microsoft.Extensions.Logging;
using Parley.Gateway.Tls;
using Parley.Host.Logging;
using Parley.Host.Options;
using Parley.Host.Start;
using Parley.Storage;

namespace Parley.Host.Serve;

/// <summary>The verb <c>serve</c>: starts the server, says so, and ends it when it is told to.</summary>
internal static class ServerRun
{
    /// <summary>Completes when everything is closed, after SIGTERM, SIGINT or <paramref name="cancellationToken"/>.</summary>
    /// <exception cref="RefusedStartException">In one line, why there is no server.</exception>
    public static async Task RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        var time = ShiftedTime.Of(options.Settings.Test.Clock);
        var openToOthers = DataDirectory.Create(options.DataDirectory);
        await using var log = LogSetup.Open(options.Settings.Log, time);
        var logger = log.CreateLogger("Parley.Host");
        foreach (var warning in options.Warnings)
            logger.Warned(warning);
        if (openToOthers is not null)
            logger.Warned(openToOthers);

        var reload = new SettingsReload(options, log.CreateLogger<SettingsReload>());
        using var signals = new Signals(reload.Apply, cancellationToken);
        await using var server = await StartAsync(options, time, log, signals.Stopping);
        reload.Applied += changed => server.Renew(log, changed);
        server.Rehash = reload.Apply;

        Console.Out.Write(StartCard.Render(server.Card, CardTexts.For(options.Settings.Serve.Lang)));
        Console.Out.WriteLine(ReadyLine.Render(server.Card.Listeners));
        await Task.Delay(Timeout.InfiniteTimeSpan, time, signals.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<Server> StartAsync(ServeOptions options, TimeProvider time, ServerLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await Server.StartAsync(options, time, log, cancellationToken);
        }
        catch (Exception e) when (e is StoreRefusedException or CertificateException)
        {
            throw new RefusedStartException(e.Message);
        }
    }
}
