namespace Parley.Core.Ports;

/// <summary>The store can't be reached, is full or too slow. Nothing of the call was written; it may be repeated, with the same client id.</summary>
public sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
