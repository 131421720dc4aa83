namespace Parley.Storage;

/// <summary>The data directory or the database can't be used as it is. The message is one line for the operator: what was found, what to do.</summary>
public sealed class StoreRefusedException : Exception
{
    public StoreRefusedException(string message)
        : base(message)
    {
    }

    public StoreRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
