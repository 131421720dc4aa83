namespace Parley.Lan.Identity;

/// <summary>The device's key can't be used. The message is for its owner and names the file.</summary>
public sealed class DeviceKeyException(string message, Exception? inner = null) : Exception(message, inner);
