using System.Reflection;

namespace Parley.Host.Start;

internal static class Product
{
    /// <summary>As the build states it, without the commit behind the plus.</summary>
    public static string Version { get; } = (typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
