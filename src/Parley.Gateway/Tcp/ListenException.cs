namespace Parley.Gateway.Tcp;

/// <summary>A listener can't be opened. The message is for the operator and names the place.</summary>
public sealed class ListenException : IOException
{
    internal ListenException(string place, string problem, bool isTaken = false, Exception? inner = null)
        : base($"Can't listen on {place}: {problem}", inner)
    {
        IsTaken = isTaken;
    }

    /// <summary>Another program, or this one, listens there already.</summary>
    public bool IsTaken { get; }
}
