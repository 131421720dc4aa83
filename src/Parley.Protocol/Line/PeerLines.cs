using System.Globalization;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Devices, and what people without a server should know of them.</summary>
internal static class PeerLines
{
    public static void Write(Event shown, LineOutput output)
    {
        switch (shown)
        {
            case DeviceList list: Devices(list, output); break;
            case DeviceRefused refused: Refused(refused, output); break;
            case DeviceTrusted trusted:
                output.Notice("device-trusted", ("name", LineText.Name(trusted.Name)), ("fingerprint", trusted.Device.Fingerprint), ("words", trusted.Device.Words));
                break;
            case PeerWarning warning when output.Texts.Has($"peer.{warning.What}"):
                output.Notice($"peer.{warning.What}", ("name", LineText.Name(warning.Name ?? "")), ("fingerprint", warning.Fingerprint));
                break;
        }
    }

    private static void Devices(DeviceList list, LineOutput output)
    {
        output.Notice("devices", ("n", list.Devices.Count));
        foreach (var device in list.Devices)
        {
            var state = output.Texts.Has($"device.{device.State}") ? output.Texts.Format($"device.{device.State}") : device.State;
            var clock = device.Offset is { } offset ? $"  {output.Texts.Format("device.offset", ("offset", offset.ToString("+0;-0;+0", CultureInfo.InvariantCulture)))}" : "";
            output.Row($"{LineText.Name(device.Name)}  {device.Fingerprint}  {device.Words}  ({state}){clock}");
        }
    }

    private static void Refused(DeviceRefused refused, LineOutput output)
    {
        var key = refused.Own switch
        {
            "first" => "device-refused.own",
            "second" => "device-refused.second",
            _ => "device-refused",
        };
        var name = LineText.Name(refused.Name);
        output.Notice(key, ("name", name));
        Mark(refused.Own is null ? "known" : "yours", refused.Known);
        Mark(refused.Own is "second" ? "known" : "new", refused.Refused);
        output.Notice($"{key}.remedy", ("name", name));

        void Mark(string whose, DeviceMark mark) => output.Row(output.Texts.Format($"device-refused.{whose}", ("fingerprint", mark.Fingerprint), ("words", mark.Words)));
    }
}
