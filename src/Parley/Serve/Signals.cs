using System.Runtime.InteropServices;

namespace Parley.Host.Serve;

/// <summary>SIGTERM and SIGINT end the server, SIGHUP re-reads the configuration. A second SIGINT ends the process as the system would.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="hangUp">Called on a thread of the runtime's for each SIGHUP; must not throw.</param>
    public Signals(Action hangUp, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Stopping = _stop.Token;
        On(PosixSignal.SIGTERM, Stop);
        On(PosixSignal.SIGINT, Stop);
        if (!OperatingSystem.IsWindows())
        {
            On(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                hangUp();
            });
        }
    }

    /// <summary>Cancelled by the first SIGTERM or SIGINT.</summary>
    public CancellationToken Stopping { get; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void On(PosixSignal signal, Action<PosixSignalContext> handler) => _registrations.Add(PosixSignalRegistration.Create(signal, handler));

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !(context.Signal == PosixSignal.SIGINT && Stopping.IsCancellationRequested);
        _stop.Cancel();
    }
}
