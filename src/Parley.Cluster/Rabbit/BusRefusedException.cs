namespace Parley.Cluster.Rabbit;

/// <summary>The bus can't be used as it is set. The message is one line for the operator: what was found, what to do; never a password.</summary>
public sealed class BusRefusedException(string message, Exception? inner = null) : Exception(message, inner);
